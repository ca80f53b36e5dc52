"""How rows hang on somebody: the walk over every model's declared `erasure`, through the app registry."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Q

from kinline.audit.choices import Erasure
from kinline.vault.keys import keyed_hash

Rows = dict[type[models.Model], set[int]]


def rows_of(model: type[models.Model]) -> "models.QuerySet[models.Model]":
    """Every row, whatever a model's own manager would leave out."""
    return models.QuerySet(model)


@cache
def declared() -> dict[type[models.Model], Erasure]:
    """Every model that says how its rows are erased."""
    return {model: model.erasure for model in apps.get_models() if hasattr(model, "erasure")}


def led_to(model: type[models.Model], path: str) -> type[models.Model]:
    """The model at the end of a relation, as a filter names it. Raises FieldDoesNotExist for a wrong one."""
    for name in path.split("__"):
        related = model._meta.get_field(name).related_model
        assert isinstance(related, type), path
        model = related
    return model


def token(model: type[models.Model], pk: int) -> str:
    """What the audit and text fields call a row: `inquiry:12`."""
    return f"{model._meta.model_name}:{pk}"


def identity(row: models.Model) -> str:
    """What a subject's row is and nobody else's ever will be, even where a primary key is given out again."""
    told = declared()[type(row)].identity
    return ":".join((token(type(row), row.pk), *(str(getattr(row, name)) for name in told)))


def veiled(text: str) -> str:
    """What the list of erasures holds in place of `text`."""
    return keyed_hash("erased", text)


def root_of(row: models.Model) -> str:
    """What the list of erasures holds in place of a subject."""
    return veiled(identity(row))


def subjects_of(model: type[models.Model]) -> Iterator[models.Model]:
    """All rows of a subject's model, with no more than names them read."""
    rows = rows_of(model).only("pk", *declared()[model].identity)
    yield from rows.order_by("pk").iterator(chunk_size=500)


@dataclass
class Reach:
    """Which rows an erasure takes.

    `gone` are deleted, but for those in `husks`, which somebody else's rows need: these are emptied and stay.
    """

    gone: Rows = field(default_factory=lambda: defaultdict(set))
    husks: Rows = field(default_factory=lambda: defaultdict(set))
    #: Keyed hashes of addresses that were the subject's only.
    addresses: set[str] = field(default_factory=set)

    def deleted(self, model: type[models.Model]) -> set[int]:
        return self.gone.get(model, set()) - self.husks.get(model, set())

    def tokens(self) -> set[str]:
        """The rows that will be no more, as text names them; and the emptied subjects."""
        return {
            token(model, pk)
            for model in list(self.gone)
            for pk in (self.gone[model] if declared()[model].is_subject else self.deleted(model))
        }


def reach_of(*roots: models.Model) -> Reach:
    """All rows that go with these ones. Reads only."""
    reach = Reach()
    for row in roots:
        reach.gone[type(row)].add(row.pk)
    grew = True
    while grew:
        grew = False
        reach.addresses = set(_addresses(reach))
        for model, erasure in declared().items():
            found = _hangs_on(reach, model, erasure) - reach.gone[model]
            found -= _held_by_others(reach, model, erasure, found)
            if found:
                reach.gone[model] |= found
                grew = True
    _find_husks(reach)
    return reach


def _hangs_on(reach: Reach, model: type[models.Model], erasure: Erasure) -> set[int]:
    rows: set[int] = set()
    for path in erasure.goes_with:
        if keys := reach.gone[led_to(model, path)]:
            rows |= _keys(model, Q(**{f"{path}__in": keys}))
    if erasure.names:
        tokens = {token(each, pk) for each in list(reach.gone) for pk in reach.gone[each]}
        for name in erasure.names:
            rows |= _keys(model, Q(**{f"{name}__in": tokens}))
    if reach.addresses:
        nobodys = Q(**{f"{path}__isnull": True for path in erasure.goes_with})
        for name in erasure.found_by:
            rows |= _keys(model, nobodys & Q(**{f"{name}__in": reach.addresses}))
    return rows


def _keys(model: type[models.Model], which: Q) -> set[int]:
    return set(rows_of(model).filter(which).values_list("pk", flat=True))


def _held_by_others(reach: Reach, model: type[models.Model], erasure: Erasure, found: set[int]) -> set[int]:
    """Those of `found` on which a row that stays hangs."""
    held: set[int] = set()
    for path in erasure.unless if found else ():
        relation = model._meta.get_field(path).remote_field
        assert relation is not None, path
        name, other = relation.name, led_to(model, path)
        rows = rows_of(other).filter(**{f"{name}__in": found}).exclude(pk__in=reach.gone[other])
        held |= set(rows.values_list(name, flat=True))
    return held


def _addresses(reach: Reach) -> Iterator[str]:
    """Hashes of the subject's addresses that no row of anybody else's holds."""
    for model, erasure in declared().items():
        for name in erasure.hashes if reach.gone[model] else ():
            rows = rows_of(model)
            mine = set(
                rows.filter(pk__in=reach.gone[model]).exclude(**{name: ""}).values_list(name, flat=True)
            )
            others = rows.filter(**{f"{name}__in": mine}).exclude(pk__in=reach.gone[model])
            yield from mine - set(others.values_list(name, flat=True))


def references() -> Iterator[tuple[type[models.Model], "models.ForeignKey[models.Model, models.Model]"]]:
    """Every foreign key of every model, with the model that has it."""
    for model in apps.get_models(include_auto_created=True):
        for each in model._meta.fields:
            if isinstance(each, models.ForeignKey):
                yield model, each


def _find_husks(reach: Reach) -> None:
    """Rows of `gone` that a row which stays cannot do without."""
    grew = True
    while grew:
        grew = False
        for model, key in references():
            target = key.related_model
            if key.null or not isinstance(target, type) or not reach.gone.get(target):
                continue
            staying = rows_of(model).filter(**{f"{key.name}__in": reach.gone[target]})
            needed = (
                set(staying.exclude(pk__in=reach.deleted(model)).values_list(key.attname, flat=True))
                - reach.husks[target]
            )
            if needed:
                reach.husks[target] |= needed
                grew = True
