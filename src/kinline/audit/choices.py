"""How private a field is, how rows hang on somebody, and what an audited action looks like."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """How a model's rows hang on somebody, and what becomes of them when he is erased.

    It stands beside `Privacy` as `erasure`. Relations are named as in a filter: forwards, backwards, over several
    tables. Without a way to a subject the model says `because`.
    """

    #: For subjects: fields that, with the primary key, name a row for ever and for nobody else.
    identity: tuple[str, ...] = ()
    #: The row is erased with any row that one of these relations leads to.
    goes_with: tuple[str, ...] = ()
    #: But not while a row that stays hangs on it by one of these.
    unless: tuple[str, ...] = ()
    #: Fields that name a row as `thing:12`: the row is erased with that one.
    names: tuple[str, ...] = ()
    #: Fields with keyed hashes of the subject's addresses.
    hashes: tuple[str, ...] = ()
    #: Fields by which a row of nobody else's is found through such a hash, and the field that says since when it is.
    found_by: Mapping[str, str] = field(default_factory=dict)
    #: The row stays, but these fields, which quote the subject, are emptied with the rows that a relation leads to.
    empties_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Lists of primary keys, whose they are, and the relations by which the row is found.
    lists: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    #: What else is written where the row must stay, empty, because somebody else's row needs it.
    husk: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    #: Pseudonyms that are not the subject's, such as of whoever wrote the row.
    others: tuple[str, ...] = ()
    #: Why there is no way to a subject.
    because: str = ""

    @property
    def is_subject(self) -> bool:
        return bool(self.identity)
