"""One person's word that an account is another's: given, taken back, and void when the account changes hands."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts import rules
from kinline.accounts.choices import Permission, VouchEnd
from kinline.accounts.models import Installation, Staff, Vouch
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused


@transaction.atomic
def vouch(staff: Staff, *, by: Staff) -> Vouch:
    """State that one knows whose account this is. The first two people of an installation do so for each other."""
    # All words are given one after the other: of two pairs that would begin an installation one wins.
    list(Installation.objects.select_for_update())
    staff = Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)
    rules.check_can_vouch(staff, by)
    founding = rules.can_found(staff, by)
    word = Vouch.objects.create(staff=staff, by=by, founding=founding)
    audit.record("accounts:vouch:given", by=by, subject=staff.actor_id, founding=founding)
    return word


@transaction.atomic
def take_back(word: Vouch, *, reason: str, by: Staff) -> None:
    """Take one's own word back; an administrator may end another's. What the account vouched for falls with it.

    Where no word stands for the account any more, the words that it gave end too, and so on.
    """
    rules.require(by, Permission.USE_DESK)
    word = Vouch.objects.select_for_update(of=("self",)).select_related("staff").get(pk=word.pk)
    if word.by_id != by.pk:
        rules.require(by, Permission.MANAGE_STAFF)
    if word.ended_at:
        raise Refused(_("This was taken back already."))
    if not reason.strip():
        raise Refused(_("Say why you take it back."))
    _end([word], VouchEnd.TAKEN_BACK, reason.strip(), by)
    doubted = [word.staff]
    while doubted:
        staff = doubted.pop()
        if not rules.is_vouched(staff):
            given = list(Vouch.objects.standing().filter(by=staff).select_related("staff"))
            _end(given, VouchEnd.TAKEN_BACK, "", by)
            doubted += [one.staff for one in given]


def void(staff: Staff, because: VouchEnd, *, by: Actor) -> None:
    """End every word for an account that changed hands or powers. Call it inside that change's transaction."""
    _end(list(Vouch.objects.standing().filter(staff=staff).select_for_update(of=("self",))), because, "", by)


def _end(words: list[Vouch], because: VouchEnd, note: str, by: Actor) -> None:
    for word in words:
        word.ended_at, word.ended_by, word.ended_because, word.note = (
            timezone.now(),
            by.actor_id,
            because,
            note,
        )
        word.save(update_fields=["ended_at", "ended_by", "ended_because", "note"])
        audit.record(
            "accounts:vouch:ended",
            by=by,
            subject=f"staff:{word.staff_id}",
            because=because,
            word=f"staff:{word.by_id}",
        )
