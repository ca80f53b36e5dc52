"""What the registry refuses."""

from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.accounts.rules import check_is_second, is_vouched
from kinline.audit.rules import Refused
from kinline.registry.choices import AXIS_VALUES, DEATHS, Axis, IdentificationLevel, StatusValue
from kinline.registry.facts import Facts, Source
from kinline.registry.models import Description, Doubt, Join, Person, StatusReport, Suspension


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
    held = StatusReport.objects.standing().filter(person=report.person_id, axis=Axis.FATE)
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


def is_in_doubt(person: int) -> bool:
    """Whether a join of the person with this primary key is suspended: then nothing that is held of it counts."""
    return Suspension.objects.open().of_joins().filter(person=person).exists()


def check_not_in_doubt(person: int) -> None:
    if is_in_doubt(person):
        raise Refused(_("A join of this person is suspended. Undo it, or have two people restore it, first."))


def check_can_be_suspended(report: StatusReport) -> None:
    """Refuses what is no death, and a death that does not count anyway."""
    if report.value not in DEATHS:
        raise Refused(_("Only a death is suspended. Anything else is taken back and reported anew."))
    if report.suspended_at:
        raise Refused(_("This is suspended already."))
    if not report.stands:
        raise Refused(_("This report does not count. There is nothing to suspend."))


def check_join_can_be_suspended(join: Join) -> None:
    """Refuses a join that was undone, or is suspended already."""
    if join.undone_at:
        raise Refused(_("This was undone already."))
    if join.suspended_at:
        raise Refused(_("This is suspended already."))


def begins_to_restore(doubt: Doubt, by: Staff) -> bool:
    """Whether `by` is the first of the two who restore it; False where `by` is the second.

    Refuses what is suspended no more, one person twice, and whoever does not count as a second person. The word of
    a first one for whom nobody vouches any more is void: `by` is the first one then.
    """
    if not doubt.is_open:
        raise Refused(_("This is not suspended any more."))
    if doubt.asked_by is None or (doubt.asked_by != by and not is_vouched(doubt.asked_by)):
        check_is_second(by, None)
        return True
    check_is_second(by, doubt.asked_by)
    return False
