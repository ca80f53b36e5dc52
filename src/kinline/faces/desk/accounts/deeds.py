"""What the audit's codes mean, in the reader's words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

#: What was done, by action.
DEEDS: Mapping[str, Promise] = {
    "accounts:code:used_twice": pgettext_lazy("deed", "tried to use a code a second time"),
    "accounts:installation:founded": pgettext_lazy("deed", "founded the installation"),
    "accounts:language:chosen": pgettext_lazy("deed", "chose a language"),
    "accounts:link:made": pgettext_lazy("deed", "made a link for signing in anew"),
    "accounts:password:changed": pgettext_lazy("deed", "changed the password"),
    "accounts:role:ended": pgettext_lazy("deed", "ended a role"),
    "accounts:role:granted": pgettext_lazy("deed", "gave a role"),
    "accounts:second_factor:failed": pgettext_lazy("deed", "gave a wrong code"),
    "accounts:sessions:ended": pgettext_lazy("deed", "ended all sessions"),
    "accounts:sign_in:done": pgettext_lazy("deed", "signed in"),
    "accounts:sign_in:failed": pgettext_lazy("deed", "failed to sign in"),
    "accounts:sign_in:no_second_factor": pgettext_lazy("deed", "was not let in without a second factor"),
    "accounts:sign_out:done": pgettext_lazy("deed", "signed out"),
    "accounts:staff:added": pgettext_lazy("deed", "added a colleague"),
    "accounts:staff:deactivated": pgettext_lazy("deed", "closed an account"),
    "accounts:staff:enrolled": pgettext_lazy("deed", "set a password and a second factor"),
    "accounts:staff:reactivated": pgettext_lazy("deed", "opened an account again"),
    "accounts:tries:forgotten": pgettext_lazy("deed", "deleted old counts of tries"),
    "audit:chain:checked": pgettext_lazy("deed", "checked the chain of the audit"),
    "audit:events:viewed": pgettext_lazy("deed", "looked at the audit"),
    "calls:call:finished": pgettext_lazy("deed", "ended a call"),
    "calls:call:noted": pgettext_lazy("deed", "noted a call"),
    "calls:call:put_back": pgettext_lazy("deed", "put a call back into the queue"),
    "calls:call:taken": pgettext_lazy("deed", "took a call"),
    "calls:call:viewed": pgettext_lazy("deed", "looked at a call"),
    "exchange:import:received": pgettext_lazy("deed", "received a file"),
    "exchange:import:mapped": pgettext_lazy("deed", "named the columns of a file"),
    "exchange:import:started": pgettext_lazy("deed", "started an import"),
    "exchange:import:unpacked": pgettext_lazy("deed", "read a file through"),
    "exchange:import:checked": pgettext_lazy("deed", "checked a file"),
    "exchange:import:cancelling": pgettext_lazy("deed", "began to take an import back"),
    "exchange:import:complete": pgettext_lazy("deed", "finished an import"),
    "exchange:import:refused": pgettext_lazy("deed", "refused a file"),
    "exchange:import:cancelled": pgettext_lazy("deed", "cancelled an import"),
    "exchange:import:previewed": pgettext_lazy("deed", "looked at the preview of a file"),
    "exchange:import:refusals_viewed": pgettext_lazy("deed", "looked at refused rows"),
    "exchange:import:report_downloaded": pgettext_lazy("deed", "downloaded the report of an import"),
    "inquiries:contacts:opened": pgettext_lazy("deed", "opened names and addresses"),
    "inquiries:family:asked_to_talk": pgettext_lazy("deed", "asked the family for a talk"),
    "inquiries:family:told": pgettext_lazy("deed", "noted a talk with the family"),
    "inquiries:finding:cleared": pgettext_lazy("deed", "decided what may be told"),
    "inquiries:finding:confirmed": pgettext_lazy("deed", "confirmed a match for an inquiry"),
    "inquiries:finding:undone": pgettext_lazy("deed", "undid a match of an inquiry"),
    "inquiries:inquiry:assigned": pgettext_lazy("deed", "gave an inquiry to a caseworker"),
    "inquiries:inquiry:closed": pgettext_lazy("deed", "closed an inquiry"),
    "inquiries:inquiry:facts_added": pgettext_lazy("deed", "added facts to an inquiry"),
    "inquiries:inquiry:opened": pgettext_lazy("deed", "opened an inquiry"),
    "inquiries:inquiry:pin_renewed": pgettext_lazy("deed", "gave a new PIN"),
    "inquiries:inquiry:read": pgettext_lazy("deed", "read what the family told"),
    "inquiries:inquiry:viewed": pgettext_lazy("deed", "looked at an inquiry"),
    "inquiries:inquiry:ways_changed": pgettext_lazy("deed", "changed how the family is reached"),
    "inquiries:inquiry:withdrawn": pgettext_lazy("deed", "took an inquiry back"),
    "inquiries:sign_in:accepted": pgettext_lazy("deed", "opened the family’s page"),
    "inquiries:sign_in:refused": pgettext_lazy("deed", "gave a wrong number or PIN"),
    "inquiries:talk:viewed": pgettext_lazy("deed", "looked at what to say to the family"),
    "inquiries:task:claimed": pgettext_lazy("deed", "took a task"),
    "inquiries:task:released": pgettext_lazy("deed", "gave a task back"),
    "inquiries:task:word_due": pgettext_lazy("deed", "noted that a family waits for a word"),
    "notices:notice:queued": pgettext_lazy("deed", "put a notice into the queue"),
    "notices:notice:cancelled": pgettext_lazy("deed", "cancelled a notice"),
    "notices:notice:revived": pgettext_lazy("deed", "queued a notice again"),
    "notices:notice:sent": pgettext_lazy("deed", "sent a notice"),
    "notices:notice:died": pgettext_lazy("deed", "gave up sending a notice"),
    "registry:description:added": pgettext_lazy("deed", "added a description"),
    "registry:description:viewed": pgettext_lazy("deed", "looked at a description"),
    "registry:description:withdrawn": pgettext_lazy("deed", "withdrew a description"),
    "registry:person:join_undone": pgettext_lazy("deed", "parted two persons who were joined"),
    "registry:person:joined": pgettext_lazy("deed", "joined two persons"),
    "registry:person:split": pgettext_lazy("deed", "gave a source’s words a person of their own"),
    "registry:person:viewed": pgettext_lazy("deed", "looked at a person’s file"),
    "registry:status:refused": pgettext_lazy("deed", "said that a death is not established"),
    "registry:status:reported": pgettext_lazy("deed", "reported a status"),
    "registry:status:seconded": pgettext_lazy("deed", "confirmed a death as second person"),
    "registry:status:withdrawn": pgettext_lazy("deed", "took a status back"),
    "suggestions:suggestion:found": pgettext_lazy("deed", "found likely pairs"),
    "suggestions:suggestion:judged": pgettext_lazy("deed", "decided on a pair"),
    "suggestions:suggestion:made_by_hand": pgettext_lazy("deed", "made a pair by hand"),
    "suggestions:suggestion:reopened": pgettext_lazy("deed", "asked about a pair again"),
    "suggestions:suggestion:split": pgettext_lazy("deed", "parted a pair"),
    "suggestions:suggestion:undone": pgettext_lazy("deed", "undid decisions on a pair"),
    "vault:keys:rotated": pgettext_lazy("deed", "changed the keys"),
}

#: To what, by the first word of the subject.
THINGS: Mapping[str, Promise] = {
    "staff": pgettext_lazy("audit", "staff member"),
    "inquiry": pgettext_lazy("audit", "inquiry"),
    "person": pgettext_lazy("audit", "person"),
    "description": pgettext_lazy("audit", "description"),
    "suggestion": pgettext_lazy("audit", "pair"),
    "call": pgettext_lazy("audit", "call"),
    "import": pgettext_lazy("audit", "import"),
    "notice": pgettext_lazy("audit", "notice"),
    "installation": pgettext_lazy("audit", "installation"),
    "keys": pgettext_lazy("audit", "keys"),
    "audit": pgettext_lazy("audit", "audit"),
    "sign_in": pgettext_lazy("audit", "sign-in"),
    "throttle": pgettext_lazy("audit", "counts of tries"),
}

#: What else stands in an event, by its key. A key without words stands as it is.
PARTICULARS: Mapping[str, Promise] = {
    "tells_deaths": pgettext_lazy("particular", "tells of deaths"),
    "role": pgettext_lazy("particular", "role"),
    "language": pgettext_lazy("particular", "language"),
    "mandate": pgettext_lazy("particular", "mandate"),
    "locked_out": pgettext_lazy("particular", "locked out"),
    "reason": pgettext_lazy("particular", "reason"),
    "rows": pgettext_lazy("particular", "rows"),
    "columns": pgettext_lazy("particular", "columns"),
    "added": pgettext_lazy("particular", "new"),
    "known": pgettext_lazy("particular", "known already"),
    "refused": pgettext_lazy("particular", "refused"),
    "topic": pgettext_lazy("particular", "topic"),
    "number": pgettext_lazy("particular", "number"),
    "to": pgettext_lazy("particular", "to"),
    "because": pgettext_lazy("particular", "because"),
    "origin": pgettext_lazy("particular", "from"),
    "kind": pgettext_lazy("particular", "kind"),
    "verdict": pgettext_lazy("particular", "decision"),
    "state": pgettext_lazy("particular", "then"),
    "source": pgettext_lazy("particular", "source"),
    "axis": pgettext_lazy("particular", "about"),
    "attempts": pgettext_lazy("particular", "tries"),
    "channel": pgettext_lazy("particular", "way"),
    "outcome": pgettext_lazy("particular", "how it ended"),
    "about": pgettext_lazy("particular", "about"),
}


def deeds_named(typed: str) -> list[str]:
    """The actions whose words, in the reader's language, hold what was typed."""
    sought = typed.casefold()
    return [action for action, words in DEEDS.items() if sought in str(words).casefold()]


def subject_words(subject: str, names: Mapping[str, str]) -> str:
    """To what: the name of a colleague, else the kind of thing and its number."""
    thing, _colon, number = subject.partition(":")
    if subject in names:
        return names[subject]
    return f"{THINGS.get(thing, thing)} {number}".strip()


def particulars(content: Mapping[str, object], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What else stands in an event: pairs of words and value."""
    return [
        (str(PARTICULARS.get(key, key)), _value(value, names))
        for key, value in content.items()
        if value not in ("", None)
    ]


def _value(value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return pgettext("audit", "yes") if value else pgettext("audit", "no")
    return names.get(str(value), str(value))
