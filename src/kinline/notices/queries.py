"""What staff and the health page see of the outbox. No address and no word of a message."""

from django.utils import timezone

from kinline.notices.models import Notice, NoticeQuerySet


def dead_letters() -> NoticeQuerySet:
    """Notices that could not be sent, newest trouble first, without what they say."""
    return Notice.objects.dead().defer("address", "subject", "body").order_by("-due_at", "-pk")


def count_dead() -> int:
    return Notice.objects.dead().count()


def oldest_due_s() -> float:
    """For how many seconds the oldest notice whose time has come has waited; 0 if none waits."""
    oldest = Notice.objects.due().order_by("due_at").values_list("due_at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
