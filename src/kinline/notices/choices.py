"""Ways a notice goes out, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Ways that send by themselves. Calls and meetings are made by people and are no notices."""

    EMAIL = "email", _("E-mail")


class Failure(models.TextChoices):
    """Why a notice did not go out. Kept with the server's code; its words repeat the address and are not
    kept.
    """

    UNREACHABLE = "unreachable", _("The mail server cannot be reached")
    NOT_LET_IN = "not_let_in", _("The mail server does not let us in")
    SENDER_REFUSED = "sender_refused", _("The mail server refuses our sender's address")
    REFUSED = "refused", _("The mail server refused the message")
    BROKEN_OFF = "broken_off", _("The mail server broke off")
    UNFIT = "unfit", _("This address or subject cannot be written in an e-mail")
    UNANSWERED = "unanswered", _("The mail server took the message and did not answer: it may have arrived")
    INTERRUPTED = "interrupted", _("We were interrupted while sending: it may have arrived")


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Could not be sent")
    CANCELLED = "cancelled", _("Cancelled")
