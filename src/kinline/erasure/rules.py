"""When somebody may be erased, and what must be known first."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.audit.models import Event
from kinline.audit.rules import Refused
from kinline.erasure.choices import AskedBy, CheckedBy, RequestState
from kinline.erasure.models import Request
from kinline.inquiries.choices import Way
from kinline.inquiries.models import Inquiry
from kinline.inquiries.rules import is_believed_dead, is_the_word, opening_ways
from kinline.registry.models import Description

#: What makes a second person decide on a family's erasure: any of these being true of its inquiry.
TWO_DECIDE: list[Callable[[Inquiry], bool]] = [
    lambda inquiry: inquiry.findings.filter(undone_at=None).exists(),
    lambda inquiry: is_believed_dead(inquiry.description.person),
    # What it was told is in doubt, and it may not know.
    lambda inquiry: inquiry.correction_lines.open().exists(),
]


def two_decide(inquiry: Inquiry) -> bool:
    """Whether something was found for this family, so that one person's check is not enough."""
    return any(reason(inquiry) for reason in TWO_DECIDE)


def check_no_wish_yet(wishes: "Callable[[], bool]") -> None:
    if wishes():
        raise Refused(_("This was asked for already."))


def check_source_can_be_erased(description: Description) -> None:
    """Refuses a family's own words: they are erased with its inquiry."""
    if Inquiry.objects.filter(description=description).exists():
        raise Refused(_("These are a family's own words. They are erased with its inquiry."))


def check_state(request: Request, state: RequestState) -> None:
    if request.state != state:
        raise Refused(_("This has been decided meanwhile. Please look again."))


def _was_shown_the_pin(inquiry: Inquiry, staff: Staff) -> bool:
    """Whether `staff` opened the inquiry or renewed its PIN, and could so have asked on the family's page himself."""
    renewed = Event.objects.about(f"inquiry:{inquiry.pk}").filter(
        action="inquiries:inquiry:pin_renewed", actor=staff.actor_id
    )
    return inquiry.opened_by == staff.actor_id or renewed.exists()


def check_safely_checked(request: Request, how: CheckedBy, word: str, by: Staff) -> None:
    """Refuses a check that does not reach the family by what it said at the opening."""
    assert request.inquiry is not None
    if request.asked_by == by.actor_id:
        raise Refused(_("You wrote this wish down. Another person checks that it is really they."))
    if request.asked_how == AskedBy.PORTAL and _was_shown_the_pin(request.inquiry, by):
        raise Refused(
            _(
                "You gave this family its PIN, and by the PIN came this wish. Another person checks that it is "
                "really they."
            )
        )
    ways = {way.way for way in opening_ways(request.inquiry)}
    if how == CheckedBy.CALLED and Way.PHONE not in ways:
        raise Refused(_("There was no telephone number at the opening. Check in another way."))
    if how == CheckedBy.WROTE and not ways & {Way.EMAIL, Way.POST}:
        raise Refused(_("There was no address at the opening. Check in another way."))
    if how == CheckedBy.KNOWLEDGE and ways:
        raise Refused(
            _("There is a way from the opening. Ask there: whoever knows the PIN may know much else.")
        )
    seeker = request.inquiry.seeker
    if how in {CheckedBy.CALLED, CheckedBy.IN_PERSON} and seeker.call_word and not is_the_word(word, seeker):
        raise Refused(_("This is not the word that the family chose. Nothing is erased."))
