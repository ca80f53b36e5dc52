"""Reading who works here."""

from kinline.accounts.models import Staff

__all__ = ["Staff"]
