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
    ASK_EXPORT = "ask_export", _("ask for an export and take its file")
    APPROVE_EXPORT = "approve_export", _("approve an export of somebody else")
    READ_FORWARDING = "read_forwarding", _("read what went to whom")
    RECORD_FORWARDING = "record_forwarding", _("record what went to whom, and its receipt")
    MAKE_TOKENS = "make_tokens", _("make a key for a partner’s machine")
    SEE_TOKENS = "see_tokens", _("see and end the keys of partners’ machines")
    JUDGE = "judge", _("judge whether two descriptions are one person")
    REPORT_STATUS = "report_status", _("report and second a status")
    CLEAR = "clear", _("decide whether a family may be told")
    TELL = "tell", _("talk with families about news")
    DO_DUTIES = "do_duties", _("do the bureau’s duties")
    READ_OUTBOX = "read_outbox", _("see notices that could not be sent")
    ERASE = "erase", _("check and decide erasures, and what is kept longer")
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

_EXCHANGE = {
    Permission.IMPORT,
    Permission.ASK_EXPORT,
    Permission.READ_FORWARDING,
    Permission.RECORD_FORWARDING,
    Permission.MAKE_TOKENS,
    Permission.SEE_TOKENS,
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
        _EVERYBODY | _EXCHANGE | {Permission.SEARCH_REGISTRY, Permission.DESCRIBE, Permission.ERASE}
    ),
    Role.CASEWORKER: frozenset(
        _EVERYBODY
        | _CASES
        | {
            Permission.JUDGE,
            Permission.REPORT_STATUS,
            Permission.CLEAR,
            Permission.TELL,
            Permission.DO_DUTIES,
            Permission.ERASE,
        }
    ),
    Role.COORDINATOR: frozenset(
        _EVERYBODY
        | _CASES
        | _EXCHANGE
        | {
            Permission.APPROVE_EXPORT,
            Permission.JUDGE,
            Permission.REPORT_STATUS,
            Permission.CLEAR,
            Permission.TELL,
            Permission.DO_DUTIES,
            Permission.READ_OUTBOX,
            Permission.ERASE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        _EVERYBODY | {Permission.MANAGE_STAFF, Permission.READ_OUTBOX, Permission.SEE_TOKENS}
    ),
    Role.AUDITOR: frozenset(_EVERYBODY | {Permission.READ_AUDIT, Permission.READ_FORWARDING}),
}


class Scope(models.TextChoices):
    """What a partner's machine may do with its key. There is none for deciding, judging or searching."""

    IMPORT_WRITE = "import:write", _("send files into the registry")
    IMPORT_READ = "import:read", _("read how its files fared, and what was refused in them")
    EXPORT_ASK = "export:ask", _("ask for exports to this partner")
    EXPORT_FETCH = "export:fetch", _("fetch the files of its exports once a second person approved them")
    FORWARDING_RECEIPT = "forwarding:receipt", _("read what went to this partner, and confirm that it came")


#: What the person who made a key must be allowed to do, and all that the key allows.
SCOPE_PERMISSIONS: dict[Scope, frozenset[Permission]] = {
    Scope.IMPORT_WRITE: frozenset({Permission.IMPORT}),
    Scope.IMPORT_READ: frozenset({Permission.IMPORT}),
    Scope.EXPORT_ASK: frozenset({Permission.ASK_EXPORT, Permission.READ_FORWARDING}),
    Scope.EXPORT_FETCH: frozenset({Permission.ASK_EXPORT, Permission.READ_FORWARDING}),
    Scope.FORWARDING_RECEIPT: frozenset({Permission.RECORD_FORWARDING, Permission.READ_FORWARDING}),
}
#: Scopes that bring files in, and scopes by which something leaves: a key with one of these takes two people.
SCOPES_IN = frozenset({Scope.IMPORT_WRITE, Scope.IMPORT_READ})
SCOPES_OUT = frozenset({Scope.EXPORT_ASK, Scope.EXPORT_FETCH})


class TokenEnd(models.TextChoices):
    """Why a machine's key works no more."""

    ASKED = "asked", _("somebody ended it")
    MAKER = "maker", _("whoever made it may no longer do what it allows")
    RESTORED = "restored", _("the installation was restored from a backup")


class VouchEnd(models.TextChoices):
    """Why somebody's word for an account holds no more."""

    TAKEN_BACK = "taken_back", _("taken back")
    ROLE_GIVEN = "role_given", _("the account was given another role")
    LINK_RENEWED = "link_renewed", _("password and second factor were reset")
    REOPENED = "reopened", _("the account was closed and opened again")


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
