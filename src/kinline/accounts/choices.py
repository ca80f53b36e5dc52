"""Roles, what each may do, and the mandates of an installation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does here. One person may have several, down to two people in all."""

    OPERATOR = "operator", _("Operator")
    REGISTRAR = "registrar", _("Registrar")
    CASEWORKER = "caseworker", _("Caseworker")
    COORDINATOR = "coordinator", _("Coordinator")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class Permission(models.TextChoices):
    """What a URL or a command asks for."""

    USE_DESK = "use_desk", _("use the desk")
    TAKE_CALLS = "take_calls", _("take calls")
    OPEN_INQUIRIES = "open_inquiries", _("open inquiries")
    READ_INQUIRIES = "read_inquiries", _("read inquiry files")
    READ_CONTACTS = "read_contacts", _("open how a family can be reached")
    SEARCH_REGISTRY = "search_registry", _("search the registry")
    DESCRIBE = "describe", _("enter descriptions")
    IMPORT = "import", _("import files")
    JUDGE = "judge", _("judge whether two descriptions are one person")
    REPORT_STATUS = "report_status", _("report and second a status")
    CLEAR = "clear", _("decide whether a family may be told")
    TELL = "tell", _("talk with families about news")
    READ_OUTBOX = "read_outbox", _("see notices that could not be sent")
    MANAGE_STAFF = "manage_staff", _("manage staff")
    READ_AUDIT = "read_audit", _("read the audit")


_EVERYBODY = {Permission.USE_DESK}
_CASES = {
    Permission.TAKE_CALLS,
    Permission.OPEN_INQUIRIES,
    Permission.READ_INQUIRIES,
    Permission.READ_CONTACTS,
    Permission.SEARCH_REGISTRY,
    Permission.DESCRIBE,
}

#: The whole table of who may do what.
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset(
        _EVERYBODY
        | {
            Permission.TAKE_CALLS,
            Permission.OPEN_INQUIRIES,
            Permission.READ_INQUIRIES,
            Permission.READ_CONTACTS,
        }
    ),
    Role.REGISTRAR: frozenset(
        _EVERYBODY | {Permission.SEARCH_REGISTRY, Permission.DESCRIBE, Permission.IMPORT}
    ),
    Role.CASEWORKER: frozenset(
        _EVERYBODY | _CASES | {Permission.JUDGE, Permission.REPORT_STATUS, Permission.CLEAR, Permission.TELL}
    ),
    Role.COORDINATOR: frozenset(
        _EVERYBODY
        | _CASES
        | {
            Permission.IMPORT,
            Permission.JUDGE,
            Permission.REPORT_STATUS,
            Permission.CLEAR,
            Permission.TELL,
            Permission.READ_OUTBOX,
        }
    ),
    Role.ADMINISTRATOR: frozenset(_EVERYBODY | {Permission.MANAGE_STAFF, Permission.READ_OUTBOX}),
    Role.AUDITOR: frozenset(_EVERYBODY | {Permission.READ_AUDIT}),
}


class Mandate(models.TextChoices):
    """In whose name an installation works. It decides which rooms there are."""

    COMMITTEE = "committee", _("a committee of families or soldiers")
    OWN_SIDE = "own_side", _("the information bureau of the Power whose soldiers they are")
    DETAINING_SIDE = "detaining_side", _("the information bureau of the Power that holds them")
    NEUTRAL = "neutral", _("a neutral agency")


class Language(models.TextChoices):
    """Each in its own name."""

    UKRAINIAN = "uk", "Українська"
    RUSSIAN = "ru", "Русский"
    ENGLISH = "en", "English"
