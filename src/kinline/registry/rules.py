"""What the registry refuses."""

from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.registry.choices import AXIS_VALUES, Axis, IdentificationLevel, StatusValue
from kinline.registry.facts import Facts
from kinline.registry.models import Description, StatusReport


def check_facts(facts: Facts) -> None:
    """Refuses spans that run backwards."""
    for low, high, what in (
        (facts.age_from, facts.age_to, _("Age")),
        (facts.height_cm_from, facts.height_cm_to, _("Height")),
    ):
        if low is not None and high is not None and low > high:
            raise Refused(_("%(what)s: the first number is larger than the second.") % {"what": what})


def check_is_last_word(description: Description) -> None:
    """Refuses to follow a description that another already follows."""
    if Description.objects.filter(follows=description).exists():
        raise Refused(_("There is a later word from this source already. Correct that one."))


def check_status(axis: Axis, value: StatusValue, level: str, document: str) -> None:
    """Refuses a value of another axis, and a confirmation without the competent authority's document."""
    if value not in AXIS_VALUES[axis]:
        raise Refused(_("This status does not belong here."))
    if level == IdentificationLevel.CONFIRMED and not document:
        raise Refused(_("Only the competent authority's document confirms an identity. Name the document."))


def check_can_be_seconded(report: StatusReport) -> None:
    """Refuses a report that does not wait for a second person."""
    if not report.needs_second or report.refused_at or report.withdrawn_at:
        raise Refused(_("This report does not wait for a second person."))
