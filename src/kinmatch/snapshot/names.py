"""Which word of a record plays which part, for millions of records: `arrangements`, remembered by shape."""

from typing import Final

from kinmatch.folding import words
from kinmatch.given_names import kinds_of
from kinmatch.records import Parts, Record, arrangements, stands_apart
from kinmatch.skeletons import sounds, stem

Entry = tuple[int, int, int]  # numbers of a surname, a given name and a patronymic; 0 where there is none
_Kind = int | str
_Plan = tuple[tuple[Entry, ...], int]
_MOST_PLANS: Final = 200_000
_MOST_ENTRIES: Final = 8
_LONGEST_TOKEN: Final = 60
_LONGEST_NAME: Final = 400  # no more of it is read, so that beyond it a word may be cut
_SHORT: Final = 4  # letters: particles (де, бін, оглы) are as short, and each is a kind of its own


class NameReader:
    """Reads names word by word; numbers the distinct words, in lower case, and keeps the skeleton of each."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {"": 0}
        self.skeletons = [""]
        self._kinds: dict[str, int] = {}
        self._tokens: dict[str, tuple[_Kind | None, int]] = {"": ("", 0)}
        self._plans: dict[tuple[_Kind | None, ...], _Plan] = {}

    def entries(self, record: Record) -> tuple[list[Entry], int]:
        """Every pairing of a surname, a given name and a patronymic under which the record is to be found,
        the likeliest first, and how many of them are of the likeliest reading.
        """
        name = record.name
        if not name:
            texts = [record.family_name, record.given_name, record.patronymic]
        elif record.family_name or record.given_name or len(name) > _LONGEST_NAME:
            return self._at_length(record)
        else:
            texts = [*name.split(), record.patronymic]
        known = self._tokens
        tokens = [known[text] if text in known else self._token(text) for text in texts]
        # What part a word plays depends on the kinds of all words, not on the words.
        shape = (bool(name), *[token[0] for token in tokens])
        if None in shape:
            return self._at_length(record)
        numbers = [token[1] for token in tokens]
        if name and len(set(numbers[:-1])) < len(numbers) - 1:
            return self._at_length(record)  # a word that stands there twice
        plan = self._plans[shape] if shape in self._plans else self._planned(record, shape, numbers)
        if plan is None:
            return self._at_length(record)
        numbers.append(0)
        return [(numbers[one], numbers[two], numbers[three]) for one, two, three in plan[0]], plan[1]

    def _planned(self, record: Record, shape: tuple[_Kind | None, ...], numbers: list[int]) -> _Plan | None:
        plan = self._plan(record, numbers)
        if plan and len(self._plans) < _MOST_PLANS:
            self._plans[shape] = plan
        return plan

    def _token(self, text: str) -> tuple[_Kind | None, int]:
        """Kind and number of the only word of a text; no kind if it is not simply a word."""
        told = words(text) if len(text) <= _LONGEST_TOKEN and "," not in text else ()
        token: tuple[_Kind | None, int] = (None, 0)
        if len(told) == 1 and "-" not in told[0] and " " not in text:
            heard = sounds(told[0])
            token = (self._kind(told[0], heard), self._number(told[0], heard))
        if len(text) <= _LONGEST_TOKEN:
            self._tokens[text] = token
        return token

    def _plan(self, record: Record, numbers: list[int]) -> _Plan | None:
        place = {number: at for at, number in enumerate(numbers) if number}
        if len(place) != sum(number > 0 for number in numbers):
            return None  # a word that stands there twice: which of them was meant cannot be seen
        entries, first = self._at_length(record)
        place[0] = -1
        if any(number not in place for entry in entries for number in entry):
            return None
        return tuple((place[one], place[two], place[three]) for one, two, three in entries), first

    def _at_length(self, record: Record) -> tuple[list[Entry], int]:
        entries: dict[Entry, None] = {}
        first = 0
        for parts in arrangements(record):
            entries.update(dict.fromkeys(self._paired(parts)))
            first = first or len(entries)
        return list(entries)[: max(_MOST_ENTRIES, first)] or [(0, 0, 0)], first

    def _paired(self, parts: Parts) -> list[Entry]:
        """Each surname with the first given name, and the first surname with each."""
        family = [self._number(word) for word in parts.family] or [0]
        given = [self._number(word) for word in parts.given] or [0]
        father = self._number(parts.patronymic[0]) if parts.patronymic else 0
        paired = [(one, given[0], father) for one in family]
        return paired + [(family[0], one, father) for one in given[1:]]

    def _number(self, word: str, heard: str | None = None) -> int:
        number = self.words.get(word)
        if number is None:
            number = self.words[word] = len(self.words)
            self.skeletons.append(stem(sounds(word) if heard is None else heard))
        return number

    def _kind(self, word: str, heard: str) -> _Kind:
        """All that `arrangements` asks of a word; a short word, or one that it knows by itself, is a kind of
        its own.
        """
        if 1 < len(word) <= _SHORT or stands_apart(word):
            return word
        kind = self._kinds.get(heard)
        if kind is None:
            like_patronymic, name, full, father = kinds_of(heard)
            kind = self._kinds[heard] = like_patronymic | name << 1 | full << 2 | father << 3
        return kind | (len(word) == 1) << 4
