"""Carrying an erasure out: rows deleted, emptied or cut loose, as each model's `Privacy` and `erasure` say."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from kinline.audit.choices import PERSONAL, PSEUDONYM, SECRET
from kinline.audit.subjects import Reach, declared, led_to, references, rows_of

#: What else must happen before rows of a model go, such as deleting their files. Filled by apps in `ready`.
_BEFORE: dict[str, list[Callable[[list[int]], object]]] = {}


def before_rows_go(label: str, act: Callable[[list[int]], object]) -> None:
    """Let `act` be called with the primary keys of rows of the model `label`, such as `evidence.Photograph`.

    It is called inside the transaction, and may be called again for the same rows: it deletes nothing that a roll-back
    would need, but notes what is to be deleted afterwards (`transaction.on_commit`).
    """
    _BEFORE.setdefault(label, []).append(act)


def nothing_of(field: "models.Field[Any, Any]") -> Any:
    """What an emptied field holds. Raises TypeError for a kind of field that nobody thought of yet."""
    if field.null:
        return None
    match field:
        case models.UUIDField():
            return uuid.uuid4()
        case models.CharField() | models.TextField():
            return ""
        case models.JSONField():
            return field.get_default()
        case models.DateField():
            return field.to_python("1900-01-01")
        case models.BooleanField():
            return False
        case models.IntegerField() | models.FloatField():
            return 0
    raise TypeError(f"{field} cannot be emptied.")


def emptied(model: type[models.Model]) -> dict[str, Any]:
    """What is written into a row that must stay: nothing secret, nothing personal, no name of the subject's."""
    privacy, erasure = vars(model.Privacy), declared()[model]  # type: ignore[attr-defined]  # every model of ours has it
    values = {}
    for field in model._meta.fields:
        kind = privacy.get(field.name)
        cut_loose = kind == PSEUDONYM and field.name not in erasure.others
        if kind in {SECRET, PERSONAL} or (cut_loose and (field.null or not field.is_relation)):
            values[field.name] = nothing_of(field)
    return values | {name: value() for name, value in erasure.husk.items()}


def erase_rows(reach: Reach) -> set[type[models.Model]]:
    """Delete and empty what an erasure takes. Returns the models touched. Call it inside a transaction."""
    for model, keys in list(reach.gone.items()):
        for act in _BEFORE.get(model._meta.label, ()):
            act(sorted(keys))
    touched = {model for model, keys in reach.gone.items() if keys}
    touched |= _empty_quotes(reach) | _cut_loose(reach)
    for model, keys in reach.husks.items():
        for pk in sorted(keys):  # one by one: each gets a random name of its own
            rows_of(model).filter(pk=pk).update(**emptied(model))
    for model in list(reach.gone):
        # In any order: foreign keys are looked at when the transaction ends. And nothing goes by silent cascade: what
        # is not declared stays, and the database refuses the whole erasure.
        rows = rows_of(model).filter(pk__in=reach.deleted(model))
        rows._raw_delete(rows.db)  # noqa: SLF001  # what Django has for deleting without cascades
    return touched


def _empty_quotes(reach: Reach) -> set[type[models.Model]]:
    touched = set()
    for model, erasure in declared().items():
        rows = rows_of(model).exclude(pk__in=reach.gone[model])
        for path, names in erasure.empties_with.items():
            if keys := reach.gone[led_to(model, path)]:
                nothing = {name: nothing_of(model._meta.get_field(name)) for name in names}  # type: ignore[arg-type]
                found = set(rows.filter(**{f"{path}__in": keys}).values_list("pk", flat=True))
                rows_of(model).filter(pk__in=found).update(**nothing)
                touched |= {model} if found else set()
        for name, (_of, paths) in erasure.lists.items():
            touched |= {model} if _shorten(rows, name, paths, reach) else set()
    return touched


def _shorten(rows: "models.QuerySet[Any]", name: str, paths: Iterable[str], reach: Reach) -> int:
    """Take erased primary keys out of lists. Returns how many rows had any."""
    shortened = 0
    for path in paths:
        gone = reach.gone[led_to(rows.model, path)]
        for row in rows.filter(**{f"{path}__in": gone}).distinct() if gone else ():
            kept = [pk for pk in getattr(row, name) if pk not in gone]
            if kept != getattr(row, name):
                setattr(row, name, kept)
                row.save(update_fields=[name])
                shortened += 1
    return shortened


def _cut_loose(reach: Reach) -> set[type[models.Model]]:
    """Let rows that stay point at nothing that goes."""
    touched = set()
    for model, key in references():
        target = key.related_model
        if key.null and isinstance(target, type) and (lost := reach.deleted(target)):
            staying = rows_of(model).filter(**{f"{key.name}__in": lost}).exclude(pk__in=reach.deleted(model))
            if staying.update(**{key.name: None}):
                touched.add(model)
    return touched
