from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from kinline.accounts.models import Staff
    from kinline.inquiries.commands import Upset


class ExchangeConfig(AppConfig):
    name = "kinline.exchange"
    label = "exchange"

    def ready(self) -> None:
        from kinline.audit.erasing import before_rows_go  # noqa: PLC0415  # needs the apps
        from kinline.inquiries.commands import reviewed_by  # noqa: PLC0415  # as above

        before_rows_go("exchange.ExportedWord", _end_files)
        reviewed_by(_review)


# What exports need is loaded when it is called: the portal starts with this too, and never loads how staff sign in.


def _end_files(keys: Sequence[int]) -> None:
    from kinline.exchange.erasing import end_files_holding  # noqa: PLC0415  # as above

    end_files_holding(keys)


def _review(upset: "Upset", *, by: "Staff") -> None:
    from kinline.exchange.forwarding.commands import review_files  # noqa: PLC0415  # as above

    review_files(upset, by=by)
