"""What the registry refuses."""

from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.registry.choices import AXIS_VALUES, DEATHS, Axis, IdentificationLevel, StatusValue
from kinline.registry.facts import Facts, Source
from kinline.registry.models import Description, Person, StatusReport


def check_facts(facts: Facts) -> None:
    """Refuses spans that run backwards."""
    for low, high, what in (
        (facts.age_from, facts.age_to, _("Age")),
        (facts.height_cm_from, facts.height_cm_to, _("Height")),
    ):
        if low is not None and high is not None and low > high:
            raise Refused(_("%(what)s: the first number is larger than the second.") % {"what": what})


def check_not_here_yet(source: Source, facts: Facts) -> None:
    """Refuses a row of a source that has come already, word for word."""
    if not source.ref:
        return
    here = Description.objects.filter(
        source_name=source.name, source_ref=source.ref, content_digest=facts.digest(), correction_reason=""
    )
    if here.exists():
        raise Refused(_("This row of this source is here already, with the same facts."))


def check_can_be_followed(description: Description) -> None:
    """Refuses to follow a description that another already follows, and one that was withdrawn."""
    if description.withdrawn_at:
        raise Refused(_("The words of this source were withdrawn. Nothing can be added to them."))
    if Description.objects.filter(follows=description).exists():
        raise Refused(_("There is a later word from this source already. Correct that one."))


def check_status(axis: Axis, value: StatusValue, level: str, document: str) -> None:
    """Refuses a value of another axis, and a confirmation without the competent authority's document."""
    if value not in AXIS_VALUES[axis]:
        raise Refused(_("This status does not belong here."))
    if level == IdentificationLevel.CONFIRMED and not document:
        raise Refused(_("Only the competent authority's document confirms an identity. Name the document."))


def check_can_be_decided_on(value: StatusValue, description: Description | None, document: str) -> None:
    """Refuses a death without a description or a document: the second person sees these, and no remark."""
    if value in DEATHS and description is None and not document.strip():
        raise Refused(
            _(
                "A second person decides on a death. Name the description that it rests on, or a document, "
                "so that there is something to decide by."
            )
        )


def check_person_stands(person: Person, description: Description | None) -> None:
    """Refuses a person whose descriptions have all gone to another, and a description of somebody else."""
    if not Description.objects.filter(person=person).exists():
        raise Refused(_("This person was joined with another. Open that file."))
    if description is not None and description.person_id != person.pk:
        raise Refused(_("This description is of somebody else."))


def check_revives_no_death(report: StatusReport) -> None:
    """Refuses to take back what suspends a death: one person suspends it, but it takes two to restore it."""
    held = StatusReport.objects.counted().filter(person=report.person_id, axis=Axis.FATE)
    newest = held.order_by("-as_of", "-pk")
    now, then = newest.first(), newest.exclude(pk=report.pk).first()
    if now == report and now.value not in DEATHS and then is not None and then.value in DEATHS:
        raise Refused(
            _(
                "By this alone the person would be held to be dead again. "
                "Report the death anew, so that a second person decides."
            )
        )


def check_can_be_seconded(report: StatusReport) -> None:
    """Refuses a report that does not wait for a second person."""
    if not report.awaits_second:
        raise Refused(_("This report does not wait for a second person."))
