"""How long a source's words are kept, and a withdrawal taken back."""

import datetime as dt

from django.db import transaction

from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.registry.announcing import announce
from kinline.registry.models import Description
from kinline.registry.queries import chain_of


@transaction.atomic
def resume_description(description: Description, *, by: Actor) -> None:
    """Take a withdrawal back: the source's words are matched and found again."""
    words = chain_of(description)
    Description.objects.filter(pk__in=words).update(withdrawn_at=None)
    announce(words)
    audit.record("registry:description:resumed", by=by, subject=f"description:{description.pk}")


@transaction.atomic
def keep_until(description: Description, day: dt.date, *, by: Actor) -> None:
    """Keep a source's words until another day. What they say is not touched."""
    Description.objects.filter(pk__in=chain_of(description)).update(keep_until=day)
    audit.record(
        "registry:description:kept_longer",
        by=by,
        subject=f"description:{description.pk}",
        until=day.isoformat(),
    )
