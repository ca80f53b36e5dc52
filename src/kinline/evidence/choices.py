"""The vocabulary of photographs."""

import enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sensitivity(models.TextChoices):
    """How hard a photograph is to look at."""

    UNKNOWN = "", _("nobody has said yet")
    ORDINARY = "ordinary", _("an ordinary photograph")
    GRAPHIC = "graphic", _("hard to look at: a wound, a death, a humiliation")


class Part(enum.StrEnum):
    """One of the files of a photograph. The value is part of its name on the disk and of its key."""

    ORIGINAL = "original"  # as it was sent
    PICTURE = "picture"  # made safe, for a screen
    THUMBNAIL = "thumbnail"  # made safe, small


class OriginalReason(models.TextChoices):
    """Why somebody opens an original. It stands in the audit."""

    DETAIL = "detail", _("to see a detail that the safe copy does not show")
    EXPERT = "expert", _("to hand it to an expert in identification")
    ORIGIN = "origin", _("to check where and when it was taken")
    SUBJECT = "subject", _("because whoever is shown, or sent it, asks for it")


class PhotoFault(models.TextChoices):
    """Why a photograph is not taken."""

    EMPTY = "empty", _("The file is empty. Please choose another one.")
    BYTES = "bytes", _("The file is larger than 12 MB. Please choose a smaller one.")
    PIXELS = (
        "pixels",
        _("The photograph has too many pixels. Please send a smaller copy or a screenshot of it."),
    )
    HEIC = (
        "heic",
        _(
            "This is a photograph in Apple’s HEIC form, which we cannot read. Please send a screenshot of it, or on "
            "the iPhone choose Settings, Camera, Formats, Most Compatible."
        ),
    )
    DRAWING = "drawing", _("This is a drawing or a web page. Please choose a photograph.")
    VIDEO = "video", _("This is a video, and we cannot take videos yet. Please send a screenshot of it.")
    DOCUMENT = "document", _("This is a document. Please send a screenshot or a photograph of it.")
    UNKNOWN = "unknown", _("We cannot read this file. Please choose a photograph: JPEG, PNG, WebP or GIF.")
    BROKEN = "broken", _("The photograph did not arrive whole. Please send it again, or a screenshot of it.")
    COSTLY = (
        "costly",
        _("This photograph is too large to read. Please send a smaller copy or a screenshot of it."),
    )
