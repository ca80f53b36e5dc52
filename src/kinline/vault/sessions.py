"""Sessions whose rows are sealed: a family's half-finished answers are kept there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from kinline.vault.keys import Locked, seal, unseal


class SessionStore(DatabaseStore):
    """Django's database sessions, sealed at rest."""

    #: Until when it lives, as its row said when it was read; None for a new one.
    expires_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # Django's, but not in its stubs
        self.expires_at = row.expire_date if row else None
        return row

    def unused_seconds(self) -> float:
        """How long ago this session was last written or prolonged; 0 for a new one."""
        if self.expires_at is None:
            return 0.0
        age: float = self.get_expiry_age()
        return age - (self.expires_at - timezone.now()).total_seconds()

    def prolong(self) -> None:
        """Let it live for its whole age from now. Touches nothing of what it holds: another request may write that."""
        until = timezone.now() + timedelta(seconds=self.get_expiry_age())
        self.get_model_class().objects.filter(session_key=self.session_key).update(expire_date=until)

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return super().decode(unseal(str(session_data)))
        except Locked:
            return {}


def forget_sessions(which: Callable[[dict[str, Any]], bool]) -> int:
    """End every session of which `which` is true. Returns how many. Each has to be opened to be known."""
    store = SessionStore()
    rows = Session.objects.iterator(chunk_size=500)
    gone = [row.pk for row in rows if which(store.decode(row.session_data))]
    for key in gone:
        Session.objects.filter(pk=key).delete()
    return len(gone)
