"""Photographs that a source gave with its words."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.evidence import commands as evidence
from kinline.registry.models import Depiction, Description
from kinline.registry.queries import chain_of


@transaction.atomic
def add_photographs(description: Description, photographs: Sequence[UUID], *, by: Actor) -> list[Depiction]:
    """Let held photographs belong to the last word of a source, for good. Returns those that are new to it.

    One that is here already, such as from a form sent twice, is let go.
    """
    last = _held_last_word(description)
    if last.withdrawn_at:
        raise Refused(_("The words of this source were withdrawn. Nothing can be added to them."))
    here = set(last.depictions.filter(removed_at=None).values_list("photograph__fingerprint", flat=True))
    fresh = []
    for photograph in evidence.keep(photographs, by=by):
        if photograph.fingerprint in here:
            evidence.destroy([photograph.public_id], by=by)
            continue
        here.add(photograph.fingerprint)
        fresh.append(Depiction.objects.create(description=last, photograph=photograph, added_by=by.actor_id))
        audit.record(
            "registry:photograph:added",
            by=by,
            subject=f"description:{last.pk}",
            photograph=photograph.pk,
        )
    return fresh


@transaction.atomic
def remove_photograph(depiction: Depiction, *, reason: str, by: Staff) -> None:
    """Take a photograph away from a source's words, such as one of somebody else. One person may, at once."""
    require(by, Permission.DESCRIBE)
    if not reason.strip():
        raise Refused(_("Say why it is taken away."))
    words = chain_of(depiction.description)
    Depiction.objects.filter(
        description__in=words, photograph=depiction.photograph_id, removed_at=None
    ).update(removed_at=timezone.now(), removed_by=by.actor_id, removed_reason=reason.strip())
    audit.record(
        "registry:photograph:removed",
        by=by,
        subject=f"description:{depiction.description_id}",
        photograph=depiction.photograph_id,
    )


def _held_last_word(description: Description) -> Description:
    """The last word of the source, held, so that no later one is written meanwhile without what is added now."""
    last = description
    while True:
        last = Description.objects.select_for_update(of=("self",)).get(pk=last.pk)
        # Asked after the row is held: whoever wrote a later word held it too.
        follower = Description.objects.filter(follows=last).first()
        if follower is None:
            return last
        last = follower


def carry_photographs_over(rows: Sequence[Description]) -> None:
    """A later word shows what the earlier one showed."""
    after = {row.follows_id: row for row in rows if row.follows_id}
    shown = Depiction.objects.filter(description__in=after, removed_at=None).order_by("pk")
    Depiction.objects.bulk_create(
        Depiction(
            description=after[one.description_id],
            photograph_id=one.photograph_id,
            added_at=one.added_at,
            added_by=one.added_by,
        )
        for one in shown
    )
