"""A new sealing key, and everything sealed anew with it. Interrupted, it goes on where it stopped."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast

from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.config.home import Home
from kinline.vault.fields import SealedTextField
from kinline.vault.keys import KeyFile, is_newest, is_sealed, reseal

ROWS_A_BATCH = 100


def rotate(home: Home, *, by: Actor) -> int:
    """Seal every sealed value with a new key. Returns how many rows were sealed anew.

    While the marker file stands, a rotation is under way: no further key is made, and rows that the newest
    key opens are left alone. Nothing else may run on this home meanwhile; the caller sees to that.
    """
    under_way = home.path / "rotation-under-way"
    if not under_way.exists():
        keys = KeyFile.read(home.key_path).rotated()
        try:
            keys.write(home.key_path)
        except OSError as wrong:
            raise Refused(f"The key file {home.key_path} cannot be written: {wrong.strerror}.") from wrong
        under_way.touch()
    settings.KEYS = KeyFile.read(home.key_path)
    rows = sum(_reseal(model, names) for model, names in _sealed()) + _reseal_second_factors()
    under_way.unlink()
    audit.record("vault:keys:rotated", by=by, subject="keys", rows=rows)
    return rows


def _sealed() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model with sealed columns, and which."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.fields if isinstance(field, SealedTextField)]
        if names:
            yield model, names
    yield Session, ["session_data"]


def _reseal(model: type[models.Model], names: list[str]) -> int:
    done, last = 0, None
    while True:
        with transaction.atomic():
            batch = _batch(model, names, last)
            for row in batch:
                changed = {
                    name: reseal(row[f"raw_{name}"]) for name in names if _is_older(row[f"raw_{name}"])
                }
                if changed:
                    _write(model, row["pk"], changed)
                    done += 1
        if not batch:
            return done
        last = batch[-1]["pk"]


def _batch(model: type[models.Model], names: list[str], last: Any) -> list[dict[str, Any]]:
    """The next rows, with what their columns hold as it stands there, unopened."""
    rows = model._base_manager.order_by("pk")  # noqa: SLF001  # Django's documented API; hides no row
    if last is not None:
        rows = rows.filter(pk__gt=last)
    raw = {f"raw_{name}": Cast(F(name), models.TextField()) for name in names}
    return list(rows.annotate(**raw).values("pk", *raw)[:ROWS_A_BATCH])


def _write(model: type[models.Model], pk: Any, changed: dict[str, str]) -> None:
    raw = {name: Value(token, output_field=models.TextField()) for name, token in changed.items()}
    model._base_manager.filter(pk=pk).update(**raw)  # noqa: SLF001  # as above


def _reseal_second_factors() -> int:
    """The same for what allauth keeps sealed inside of JSON: secrets and recovery codes. There are few."""
    done = 0
    with transaction.atomic():
        for device in Authenticator.objects.order_by("pk"):
            before = dict(device.data)
            device.data = {key: _resealed(value) for key, value in before.items()}
            if device.data != before:
                device.save(update_fields=["data"])
                done += 1
    return done


def _resealed(value: Any) -> Any:
    if isinstance(value, list):
        return [_resealed(part) for part in value]
    if isinstance(value, str) and is_sealed(value) and not is_newest(value):
        return reseal(value)
    return value


def _is_older(token: str | None) -> bool:
    return bool(token) and not is_newest(token or "")
