"""Sessions whose rows are sealed: a family's half-finished answers are kept there."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from kinline.vault.keys import Locked, seal, unseal


class SessionStore(DatabaseStore):
    """Django's database sessions, sealed at rest."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return super().decode(unseal(str(session_data)))
        except Locked:
            return {}
