"""Where a file that comes in or goes out stands, why it was refused, and what may leave for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kinline.inquiries.choices import SharingScope


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
    XML = "xml", _("The XML is damaged or cut off at line %(detail)s.")
    ENTITIES = (
        "entities",
        _(
            "The file declares a document type or entities of its own. Harm can hide there, so it is not read."
        ),
    )
    ROOT = "root", _("This XML is not PFIF: it begins with <%(detail)s>.")
    VERSION = "version", _("PFIF 1.1, 1.2, 1.3 and 1.4 are read here. This file says it is %(detail)s.")
    RECORD = "record", _("Record %(detail)s has no end in sight. The file is damaged, or it is not PFIF.")
    NOTES_ONLY = (
        "notes_only",
        _("The file holds notes and no person. Send notes together with the records of their persons."),
    )
    LOOSE_NOTES = (
        "loose_notes",
        _("Too many notes stand apart from their persons. Put each note inside its person."),
    )
    ZIP = "zip", _("The workbook is damaged or cut off. Save it anew and send it again.")
    NOT_XLSX = "not_xlsx", _("This is not an XLSX workbook. Save the table as XLSX or CSV and send it again.")
    PASSWORD = (
        "password",
        _("The workbook is locked with a password. Save it without one and send it again."),
    )
    OLD_WORKBOOK = (
        "old_workbook",
        _("This is a workbook of the old kind (.xls). Save it as XLSX or CSV and send it again."),
    )
    UNPACKED = "unpacked", _("Unpacked, the workbook would be larger than %(detail)s MB. Split it.")
    RATIO = "ratio", _("The workbook is packed as no table is: it would swell to many times its size.")
    FORMULAS = (
        "formulas",
        _(
            "Formulas in this sheet have no results yet. Open it in a spreadsheet program, save it and send it again."
        ),
    )
    SHEET = "sheet", _("The workbook has no sheet “%(detail)s”.")
    NO_SHEETS = "no_sheets", _("Only a workbook has sheets. Leave the sheet out.")
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
    CELL_ERROR = "cell_error", _("%(value)s: the formula in this cell came to nothing.")
    NOBODY = "nobody", _("Nothing in this row describes a person.")
    WITHDRAWN = "withdrawn", _("What this source said of this person was withdrawn here.")
    OLDER = "older", _("This source has said something newer of this person: on %(detail)s.")
    EXPIRED = "expired", _("%(value)s: its source wanted it kept until that day only (%(detail)s).")
    EMPTIED = (
        "emptied",
        _("Its source deleted this record or let it expire. Only its number is left: %(detail)s."),
    )
    NOTE_ALONE = "note_alone", _("A note about %(detail)s, who has no record in this file.")


class RowNote(models.TextChoices):
    """What is worth knowing of a row that is taken in."""

    DAY_OR_MONTH = "day_or_month", _("%(value)s: day or month first? Kept as written; only the year counts.")


class ExportState(models.TextChoices):
    """Where something that is to leave the house stands."""

    COUNTING = "counting", _("Being counted")
    ASKED = "asked", _("Waits for a second person")
    REFUSED = "refused", _("Refused by the second person")
    APPROVED = "approved", _("Approved, being written")
    READY = "ready", _("Ready to be taken")
    REMOVED = "removed", _("File deleted")
    FAILED = "failed", _("Could not be written")
    CANCELLED = "cancelled", _("Called off")


#: States in which the worker has something to do.
EXPORT_UNDER_WAY = (ExportState.COUNTING, ExportState.APPROVED)


class ExportFormat(models.TextChoices):
    PFIF = "pfif", _("PFIF 1.4, for other tracing services")
    CSV = "csv", _("CSV, a table for spreadsheets")


class RecipientKind(models.TextChoices):
    """To whom something goes. A family's words go only where the family allowed this kind."""

    AGENCY = "agency", _("The Central Tracing Agency of the Red Cross")
    OTHER_POWER = "other_power", _("The information bureau of the other side")
    AUTHORITY = "authority", _("An authority or a court")
    OTHER = "other", _("Another organisation")
    PUBLICATION = "publication", _("Publication, open to everyone")
    OWN = "own", _("Our own use; it goes to nobody")


#: What a family must have allowed before its words go to such a recipient. Where none stands, they never go.
SCOPE_FOR = {
    RecipientKind.AGENCY: SharingScope.AGENCY,
    RecipientKind.OTHER_POWER: SharingScope.OTHER_POWER,
    RecipientKind.PUBLICATION: SharingScope.PUBLICATION,
}


class TransmissionWay(models.TextChoices):
    """How it goes there."""

    IN_PERSON = "in_person", _("handed over in person")
    COURIER = "courier", _("by courier")
    EMAIL = "email", _("by e-mail")
    UPLOAD = "upload", _("uploaded to the recipient’s own system")
    POST = "post", _("by post")
    FETCHED = "fetched", _("fetched by the recipient’s machine")
    STAYS = "stays", _("it stays here")


class ToldBy(models.TextChoices):
    """How a recipient heard that something in a file is in doubt or was wrong."""

    IN_PERSON = "in_person", _("in person")
    VOICE = "voice", _("by telephone")
    EMAIL = "email", _("by e-mail")
    UPLOAD = "upload", _("in the recipient’s own system")
    POST = "post", _("by post or courier")
    OWN = "own", _("within this house")


class ExtraGroup(models.TextChoices):
    """Particulars that leave only if somebody says why."""

    DEATH = "death", _("Death: that two people hold him dead, where and when he died")
    CAPTURE = "capture", _("Captivity: that he is or was held, where and when he was captured")
    HEALTH = "health", _("Health: state of health, where and when he was wounded")
    LAST_CONTACT = "last_contact", _("Last contact: where and when")
    HOME = "home", _("Home region")
    SERVICE = "service", _("Rank, unit, Power on which he depends")
    LOOKS = "looks", _("Looks: height, hair, eyes, tattoos, scars, clothing, things he had, teeth")
    PARENTS = "parents", _("Father’s first name, mother’s maiden name")


#: Groups that single out a prisoner or the dead: never for publication.
NEVER_PUBLISHED = (ExtraGroup.DEATH, ExtraGroup.CAPTURE, ExtraGroup.HEALTH)


class ExtraReason(models.TextChoices):
    """Why a group of particulars leaves. It stands in the audit and in the log."""

    DUTY = "duty", _("the Geneva Conventions ask for it")
    IDENTIFICATION = "identification", _("without it he cannot be told from others")
    REUNION = "reunion", _("it is needed to bring him and his family together")
    CARE = "care", _("it is needed to care for him")
    HIS_WISH = "his_wish", _("he asked for it himself")
    LAW = "law", _("a law or a court orders it")


class Sealing(models.TextChoices):
    """How the file is closed."""

    KEY = "key", _("Encrypted for the recipient’s age key")
    PASSPHRASE = "passphrase", _("Encrypted under a passphrase that is shown once")
    PLAIN = "plain", _("Not encrypted")


class LeftOut(models.TextChoices):
    """Why a description that was asked for does not leave."""

    NOT_ALLOWED = "not_allowed", _("the family did not allow it")
    NOT_PUBLIC = "not_public", _("only what a family allowed may be published")
    HIS_WILL = "his_will", _("he does not want his family told, or it would endanger him")
    TELLS_CAPTURE = "tells_capture", _("a capture card: being on the list would tell that he is held")
    TELLS_DEATH = "tells_death", _("a burial record: being on the list would tell that he died")


class ExportFault(models.TextChoices):
    """Why nothing was written."""

    NOBODY = "nobody", _("Nothing of what was asked for may leave.")
    DISK = "disk", _("The file could not be written: the disk is full or cannot be used.")
    TOO_LARGE = "too_large", _("Too large for a passphrase. Ask anew, with the recipient’s key.")
    TRIES = "tries", _("The worker stopped again and again at this file. Tell whoever runs this computer.")


class Removal(models.TextChoices):
    """Why a file is no longer there."""

    TAKEN = "taken", _("it was taken at the command line")
    ASKED = "asked", _("somebody deleted it")
    EXPIRED = "expired", _("its seven days were over")
    NO_LONGER_ALLOWED = "no_longer_allowed", _("something in it may not leave any more")
    GONE = "gone", _("it was no longer on the disk")
