"""Ways a notice goes out, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Ways that send by themselves. Calls and meetings are made by people and are no notices."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


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
    GATEWAY_NOT_SET_UP = "gateway_not_set_up", _("No provider of text messages is set up")
    GATEWAY_UNREACHABLE = "gateway_unreachable", _("The provider of text messages cannot be reached")
    GATEWAY_NOT_LET_IN = "gateway_not_let_in", _("The provider of text messages does not let us in")
    GATEWAY_REFUSED = "gateway_refused", _("The provider of text messages refused the message")
    GATEWAY_BROKEN_OFF = "gateway_broken_off", _("The connection to the provider of text messages broke off")
    GATEWAY_UNANSWERED = (
        "gateway_unanswered",
        _("The provider of text messages was given the message and did not answer: it may have arrived"),
    )
    UNDELIVERED = "undelivered", _("The provider could not bring the message to the telephone")
    INTERRUPTED = "interrupted", _("We were interrupted while sending: it may have arrived")
    RESTORED = "restored", _("Restored from a backup: it may have gone out after the backup was made")


class Receipt(models.TextChoices):
    """What a provider says became of a message that it took."""

    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Not delivered")


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Could not be sent")
    CANCELLED = "cancelled", _("Cancelled")
