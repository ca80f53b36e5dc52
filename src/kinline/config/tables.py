"""Parts of other people's apps that a face needs without the rest."""

from allauth.account.apps import AccountConfig


class AccountTables(AccountConfig):  # type: ignore[misc]  # allauth ships no types
    """allauth's tables without its doors: nobody signs in at the portal, so its middleware is not there."""

    def ready(self) -> None:
        """Ask for no middleware."""
