"""What families may know about who runs this."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kinline.accounts.choices import Mandate
from kinline.accounts.models import Installation
from kinline.accounts.tries import count_try

__all__ = ["PublicInstallation", "count_try", "installation"]


@dataclass(frozen=True, slots=True)
class PublicInstallation:
    """Who runs the installation, in the reader's language."""

    operator_name: str
    portal_name: str
    mandate_sentence: str
    data_lies_in: str
    could_be_compelled_by: str
    phone: str
    phone_hours: str
    is_demo: bool


def installation() -> PublicInstallation:
    """The installation's public face. Before it is set up: empty words."""
    row = Installation.objects.first()
    if row is None:
        return PublicInstallation("", "", "", "", "", "", "", is_demo=False)
    return PublicInstallation(
        operator_name=row.operator_name,
        portal_name=row.portal_name,
        mandate_sentence=_("We work as %(mandate)s.") % {"mandate": Mandate(row.mandate).label},
        data_lies_in=row.data_lies_in,
        could_be_compelled_by=row.could_be_compelled_by,
        phone=row.phone,
        phone_hours=row.phone_hours,
        is_demo=row.is_demo,
    )
