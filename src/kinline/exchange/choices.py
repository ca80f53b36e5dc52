"""Where a file that is being imported stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("Waits for its columns to be named")
    QUEUED = "queued", _("Waits to be read")
    CHECKING = "checking", _("Being checked")
    WRITING = "writing", _("Being written")
    COMPLETE = "complete", _("Complete")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
