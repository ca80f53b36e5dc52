"""Where a file that is being imported stands, and why a file or a row of it was refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("Waits for its columns to be named")
    QUEUED = "queued", _("Waits to be read")
    CHECKING = "checking", _("Being checked")
    WRITING = "writing", _("Being written")
    CANCELLING = "cancelling", _("Being taken back")
    COMPLETE = "complete", _("Complete")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")


#: States in which the worker has something to do.
UNDER_WAY = (ImportState.QUEUED, ImportState.CHECKING, ImportState.WRITING, ImportState.CANCELLING)


class FileFault(models.TextChoices):
    """Why a whole file is refused. `detail` is a number or a few words."""

    EMPTY = "empty", _("The file has no rows.")
    NUL = "nul", _("There are NUL bytes in the file: it is not a text file, or it is damaged.")
    ENCODING = (
        "encoding",
        _("The file's letters could not be recognised. Save it as UTF-8 and send it again."),
    )
    HEADER = "header", _("The first row must name the columns.")
    COLUMNS = "columns", _("The file has more than %(detail)s columns.")
    LINE = "line", _("Line %(detail)s is too long. The file is damaged, or it is not a table.")
    QUOTES = (
        "quotes",
        _("Row %(detail)s opens quotation marks that are not closed. The file is cut off or damaged."),
    )
    MOST = "most", _("More than half of the rows have faults (%(detail)s), so no row was taken in.")
    GONE = "gone", _("The stored file is no longer there. Send it again.")
    TRIES = (
        "tries",
        _("The import stopped %(detail)s times at the same place. Tell whoever runs this computer."),
    )


class RowFault(models.TextChoices):
    """Why a row is refused. `value` is what stands in the cell."""

    NO_SUCH_DAY = "no_such_day", _("%(value)s: there is no such day.")
    NOT_A_DATE = "not_a_date", _("%(value)s: not a date. Write 1998-05-31, 31.05.1998 or 1998.")
    SHORT_YEAR = "short_year", _("%(value)s: write the year with four digits.")
    FUTURE = "future", _("%(value)s: this day has not come yet.")
    SEX = "sex", _("%(value)s: write “male” or “female”, or leave it empty.")
    FATE = "fate", _("%(value)s: write “missing”, “alive”, “captured”, “wounded”, “believed dead” or “dead”.")
    NUMBER = "number", _("%(value)s: not a number between %(detail)s.")
    BACKWARDS = "backwards", _("%(value)s: the first number is larger than the second.")
    TOO_LONG = "too_long", _("Longer than %(detail)s characters.")
    CELLS = "cells", _("The row has more cells than there are columns: %(detail)s.")
    ROW_QUOTES = "row_quotes", _("The quotation marks in this row do not pair.")
    NOBODY = "nobody", _("Nothing in this row describes a person.")
    WITHDRAWN = "withdrawn", _("What this source said of this person was withdrawn here.")


class RowNote(models.TextChoices):
    """What is worth knowing of a row that is taken in."""

    DAY_OR_MONTH = "day_or_month", _("%(value)s: day or month first? Kept as written; only the year counts.")
