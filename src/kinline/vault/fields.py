"""A model field whose column holds sealed text only."""

from typing import Any

from django.db import models

from kinline.vault.keys import seal, unseal


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # Django's fields take none at run time
    """Text that the database holds sealed. It cannot be searched: keep a keyed hash beside it for that."""

    description = "sealed text"

    def get_prep_value(self, value: Any) -> Any:
        return value if value in (None, "") else seal(str(value))

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return value if value in (None, "") else unseal(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"isnull", "exact"}:
            raise TypeError(f"{self.name} is sealed; it cannot be searched by {lookup_name!r}.")
        return super().get_lookup(lookup_name)
