"""What a call is about, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("Somebody is talking")
    DONE = "done", _("Done")


class Topic(models.TextChoices):
    """What a call turned out to be about."""

    UNKNOWN = "", _("not noted")
    NO_INFORMATION = "no_information", _("no information about him")
    CAPTURED = "captured", _("captured")
    WOUNDED = "wounded", _("wounded")
    KILLED = "killed", _("killed")
    MONEY = "money", _("somebody asks for money")
    OTHER = "other", _("something else")
