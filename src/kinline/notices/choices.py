"""Ways a notice goes out, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Ways that send by themselves. Calls and meetings are made by people and are no notices."""

    EMAIL = "email", _("E-mail")


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Could not be sent")
    CANCELLED = "cancelled", _("Cancelled")
