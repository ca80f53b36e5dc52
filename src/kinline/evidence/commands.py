"""Every write of photographs."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.evidence import stored
from kinline.evidence.choices import OriginalReason, Part, Sensitivity
from kinline.evidence.models import Photograph
from kinline.evidence.queries import content_of
from kinline.evidence.rules import check_room, make_safe
from kinline.vault.files import new_file_key

#: So long a photograph waits for the form that it belongs to.
HELD_FOR = timedelta(hours=24)
_AT_ONCE = 100


def hold(
    chunks: Iterable[bytes],
    *,
    by: Actor,
    sensitivity: Sensitivity = Sensitivity.UNKNOWN,
    among: Sequence[uuid.UUID] = (),
) -> Photograph:
    """Take a photograph in: read, made safe, sealed, on the disk. It waits for `keep`, and is gone in a day without.

    The same file as one of those held `among` brings that one back.

    Refuses what is no photograph. The files come before the row: a crash between them leaves files that are swept,
    never a row without files. Call it outside of transactions.
    """
    waiting = Photograph.objects.held().aggregate(bytes=Sum("original_bytes", default=0))
    check_room(stored.free_bytes(), waiting["bytes"])
    safe = make_safe(chunks)
    known = Photograph.objects.held().filter(public_id__in=among, fingerprint=safe.fingerprint).first()
    if known:
        return known
    public_id, key = uuid.uuid4(), new_file_key()
    parts = {
        Part.ORIGINAL: safe.original,
        Part.PICTURE: safe.cleaned.picture,
        Part.THUMBNAIL: safe.cleaned.thumbnail,
    }
    try:
        for part, content in parts.items():
            stored.write(public_id, part, content, key=key)
        with transaction.atomic():
            photograph = Photograph.objects.create(
                public_id=public_id,
                file_key=key,
                fingerprint=safe.fingerprint,
                media_type=safe.media_type,
                original_bytes=len(safe.original),
                picture_bytes=len(safe.cleaned.picture),
                thumbnail_bytes=len(safe.cleaned.thumbnail),
                width=safe.cleaned.width,
                height=safe.cleaned.height,
                taken_on=safe.taken_on,
                sensitivity=sensitivity,
                received_by=by.actor_id,
                held_until=timezone.now() + HELD_FOR,
            )
            audit.record("evidence:photograph:received", by=by, subject=f"photograph:{photograph.pk}")
    except BaseException:
        stored.remove(public_id)
        raise
    return photograph


def keep(photographs: Iterable[uuid.UUID], *, by: Actor) -> list[Photograph]:  # noqa: ARG001  # whoever keeps them says for what
    """Keep held photographs for good, in the order given. Those that are gone or kept already are left out.

    A step of a command that says what they belong to, inside its transaction.
    """
    found = {
        photograph.public_id: photograph
        for photograph in Photograph.objects.held()
        .select_for_update(of=("self",))
        .filter(public_id__in=list(photographs))
        .order_by("pk")
    }
    Photograph.objects.filter(pk__in=[photograph.pk for photograph in found.values()]).update(held_until=None)
    return [found[public_id] for public_id in dict.fromkeys(photographs) if public_id in found]


@transaction.atomic
def drop(photographs: Sequence[uuid.UUID], *, by: Actor) -> int:
    """Let held photographs go, files and all. Returns how many; one that is kept already stays."""
    rows = Photograph.objects.held().filter(public_id__in=photographs)
    return _delete(rows.select_for_update(of=("self",)), "evidence:photograph:dropped", by)


@transaction.atomic
def destroy(photographs: Sequence[uuid.UUID], *, by: Actor) -> int:
    """Delete photographs for good, files and keys. Returns how many. What refers to them must be gone before."""
    rows = Photograph.objects.filter(public_id__in=photographs)
    return _delete(rows.select_for_update(of=("self",)), "evidence:photograph:destroyed", by)


def _delete(rows: Iterable[Photograph], action: str, by: Actor) -> int:
    found = list(rows)
    Photograph.objects.filter(pk__in=[row.pk for row in found]).delete()
    for row in found:
        audit.record(action, by=by, subject=f"photograph:{row.pk}")
    # The key went with the row: what a crash leaves of the files opens for nobody, and is swept.
    transaction.on_commit(lambda: stored.remove(*(row.public_id for row in found)))
    return len(found)


def sweep(*, by: Actor) -> int:
    """Let go of up to 100 photographs whose form was never sent, and of files that belong to none. Returns how many."""
    late = Photograph.objects.held().filter(held_until__lt=timezone.now()).order_by("held_until")
    gone = drop(list(late.values_list("public_id", flat=True)[:_AT_ONCE]), by=by)
    for path in stored.strays(lambda: set(Photograph.objects.values_list("public_id", flat=True))):
        path.unlink(missing_ok=True)
        gone += 1
    return gone


@transaction.atomic
def say_how_hard(photograph: Photograph, sensitivity: Sensitivity, *, by: Staff) -> None:
    """Say whether a photograph is hard to look at. One person may, at once; it can be said anew."""
    photograph = Photograph.objects.select_for_update(of=("self",)).get(pk=photograph.pk)
    photograph.sensitivity = sensitivity
    photograph.save(update_fields=["sensitivity"])
    audit.record(
        "evidence:photograph:weighed",
        by=by,
        subject=f"photograph:{photograph.pk}",
        sensitivity=sensitivity.value,
    )


def open_original(photograph: Photograph, *, reason: OriginalReason, by: Staff) -> bytes:
    """The photograph as it was sent, for a stated reason that is in the audit before anything leaves.

    Raises FileNotFoundError and Locked.
    """
    audit.record(
        "evidence:original:opened", by=by, subject=f"photograph:{photograph.pk}", reason=reason.value
    )
    return content_of(photograph, Part.ORIGINAL)
