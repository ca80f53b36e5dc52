"""How private a field is, which kinds of person act, and what an audited action looks like."""

import enum


class Privacy(enum.StrEnum):
    """What happens to a field's content. Every field of every model names one in its `Privacy` class."""

    SECRET = "secret"  # noqa: S105  # no password; sealed at rest; gone on erasure
    PERSONAL = "personal"  # readable in the database; gone on erasure
    PSEUDONYM = "pseudonym"  # a random name for somebody; cut loose on erasure
    KEPT = "kept"  # says nothing of a person by itself


SECRET = Privacy.SECRET
PERSONAL = Privacy.PERSONAL
PSEUDONYM = Privacy.PSEUDONYM
KEPT = Privacy.KEPT
