"""What the words of a query say of every word of the registry: which agree, how, and by how many bits."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from kinmatch.comparison import HIGHEST_INITIAL, RARE_FATHER
from kinmatch.frequencies import Frequencies
from kinmatch.given_names import Names, fathers_of, full_names_of, initials_of, names_of, share_of
from kinmatch.skeletons import readings, skeleton, sounds
from kinmatch.snapshot.lexicon import IS_FATHER, IS_FULL, IS_NAME
from kinmatch.snapshot.neighbours import MOST_SLIPS, Neighbours, slips_between, spread
from kinmatch.snapshot.texts import Texts
from kinmatch.weights import COMMONEST, RAREST, WEIGHTS, Code

Numbers = NDArray[np.int32]
Bits = NDArray[np.float32]

_UNSEEN: Final = 1e-7  # share of a form of which nothing is counted: the query's own share is then the larger
_MOST_WORDS: Final = 4
_MOST_REMEMBERED: Final = 1_024
_OTHER_READING: Final = 0.5


class Told(NamedTuple):
    """Bits of the forms that agree, by ascending number; all other forms say `otherwise`, no form says 0."""

    forms: Numbers
    bits: Bits
    otherwise: float

    @classmethod
    def best_of(cls, found: Sequence[tuple[Numbers, Bits | float]], otherwise: float) -> Self:
        """Every form with the most bits it was found with."""
        if not found:
            return cls(np.zeros(0, np.int32), np.zeros(0, np.float32), otherwise)
        forms = np.concatenate([some for some, _ in found]).astype(np.int32)
        bits = np.concatenate([np.broadcast_to(np.float32(told), some.shape) for some, told in found])
        order = np.lexsort((-bits, forms))
        forms, bits = forms[order], bits[order]
        first = np.ones(len(forms), bool)
        first[1:] = forms[1:] != forms[:-1]
        return cls(forms[first], bits[first], otherwise)

    def weigh(self, column: Numbers) -> Bits:
        """Bits of every form in a column."""
        rest = np.where(column == 0, np.float32(0), np.float32(self.otherwise))
        if not len(self.forms):
            return rest
        place = np.minimum(np.searchsorted(self.forms, column), len(self.forms) - 1)
        return np.where(self.forms[place] == column, self.bits[place], rest)


NOTHING: Final = Told(np.zeros(0, np.int32), np.zeros(0, np.float32), 0.0)


class _Counts(Mapping[str, int]):
    """How many records bear a skeleton, read out of the snapshot."""

    def __init__(self, vocabulary: "Vocabulary") -> None:
        self._vocabulary = vocabulary

    def __getitem__(self, form: str) -> int:
        number = self._vocabulary.form(form)
        if number is None:
            raise KeyError(form)
        return int(self._vocabulary.counts[number])

    def __iter__(self) -> Iterator[str]:
        return (self._vocabulary.forms[number] for number in range(1, len(self)))

    def __len__(self) -> int:
        return len(self._vocabulary.forms)


class Vocabulary:
    """The words of a registry, read out of mapped arrays."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], total: int) -> None:
        self.forms = Texts(arrays["forms.blob"], arrays["forms.places"])
        self.counts = arrays["forms.count"]
        self.frequencies = Frequencies(_Counts(self), total)
        self._total = total
        self._near = Neighbours(arrays["forms.keys"], arrays["forms.owners"], arrays["forms.sieve"])
        self._spoken = Texts(arrays["spoken.blob"], arrays["spoken.places"])
        self._spoken_form = arrays["spoken.form"]
        self._by_form = arrays["spoken.by_form"]
        self._forms_in_order = self._spoken_form[self._by_form]
        self._known = arrays["spoken.known"]
        self._members = {
            kind: (arrays[f"{kind}.ends"], arrays[f"{kind}.spoken"]) for kind in ("names", "fathers")
        }
        places = arrays["spoken.places"]
        blob = np.concatenate((arrays["spoken.blob"], np.zeros(1, np.uint8)))
        self._first_letters = blob[np.minimum(places[:-1], len(blob) - 1)]
        # Given names and fathers recur from query to query, and words within one.
        self.alike = lru_cache(_MOST_REMEMBERED)(self._alike)
        self.given = lru_cache(_MOST_REMEMBERED)(self._given)
        self.father = lru_cache(_MOST_REMEMBERED)(self._father)
        self._initials = np.flatnonzero(np.diff(places.astype(np.int64)) == 1).astype(np.int32)

    def form(self, text: str) -> int | None:
        """The number of a skeleton; None if nobody bears it."""
        return next((number for number in self._near.exactly(text) if self.forms[number] == text), None)

    def family(self, words: Sequence[str], *, married: bool) -> Told:
        """What surnames say of every skeleton; of an initial alone nothing."""
        weights = WEIGHTS["family_name"]
        found: list[tuple[Numbers, Bits | float]] = []
        for word in words[:_MOST_WORDS]:
            if len(word) > 1:
                found += self._family(word)
        if not found:
            return NOTHING
        other = WEIGHTS["married_name"] if married else weights
        return Told.best_of(found, other[Code.DIFFERENT])

    def _family(self, word: str) -> Iterator[tuple[Numbers, Bits | float]]:
        own_share = self.frequencies.share(word)
        forms, apart = self.alike(word)
        yield forms, self._worth("family_name", apart, own_share, forms)
        if (initial := self.form(sounds(word)[:1])) is not None:
            yield np.array([initial], np.int32), HIGHEST_INITIAL

    def _alike(self, word: str) -> tuple[Numbers, Bits]:
        """Forms that are alike to some reading of the word, and by how many slips: 0 for its own skeleton, and
        half a slip more for another reading.
        """
        own, *others = dict.fromkeys((skeleton(word), *readings(word)))
        near = self._near.of(own, others)
        slips = slips_between((own, *others), self.forms.of(near)).astype(np.float32)
        slips[1:] += _OTHER_READING
        apart: Bits = slips.min(axis=0)
        kept = (apart <= MOST_SLIPS) & (near > 0)
        return near[kept], apart[kept]

    def _worth(self, name: str, apart: Bits, share: float, forms: Numbers) -> Bits:
        """As `compare` has it: the worth of the commoner of two names, less what the slips cost."""
        weights = WEIGHTS[name]
        borne = np.maximum(self.counts[forms] - 1, _UNSEEN) / (self._total + 1)
        agreed = np.clip(-np.log2(np.maximum(borne, share)), COMMONEST[name], RAREST[name])
        worth: Bits = np.maximum(agreed + apart * weights[Code.ALIKE], 0).astype(np.float32)
        return worth

    def _given(self, words: tuple[str, ...]) -> Told:
        """What given names say of every spoken form."""
        found: list[tuple[Numbers, Bits | float]] = []
        for word in words[:_MOST_WORDS]:
            kinds: list[tuple[str, Names, Code]] = [("names", names_of(word), Code.DIMINUTIVE)]
            share = self.frequencies.share(word)
            found += self._told_of("given_name", word, share, kinds, IS_NAME if names_of(word) else 0)
            full = full_names_of(word)
            if full:
                agreed = self._named("names", full)
                agreed = agreed[self._known[agreed] & IS_FULL > 0]
                found.append((agreed, _agreed("given_name", share, Code.SAME_OTHER_LANGUAGE_FORM)))
        return Told.best_of(found, WEIGHTS["given_name"][Code.DIFFERENT]) if found else NOTHING

    def _father(self, words: tuple[str, ...]) -> Told:
        """What a patronymic, or a father's own name, says of every spoken form."""
        if not words:
            return NOTHING
        word = words[0]
        fathers, names = fathers_of(word), names_of(word)
        share = share_of(fathers or names) or RARE_FATHER
        same, other = Code.SAME_OTHER_LANGUAGE_FORM, Code.FATHER_NAME_MATCHES
        kinds = (
            [("fathers", fathers, same), ("names", fathers, other)]
            if fathers
            else [("fathers", names, other), ("names", names, same)]
        )
        found = self._told_of("patronymic", word, share, kinds, IS_FATHER if fathers else 0)
        return Told.best_of(found, WEIGHTS["patronymic"][Code.DIFFERENT])

    def _told_of(
        self, name: str, word: str, share: float, kinds: Sequence[tuple[str, Names, Code]], known: int
    ) -> list[tuple[Numbers, Bits | float]]:
        """Forms of the same names; alike ones, unless both are known and mean others; initials that fit."""
        fitting = sorted({ord(sound[0]) for sound in initials_of(word)})
        if len(word) == 1:
            return [(
                np.flatnonzero(np.isin(self._first_letters, fitting)).astype(np.int32), HIGHEST_INITIAL,
            )]  # fmt: skip
        found: list[tuple[Numbers, Bits | float]] = [
            (self._initials[np.isin(self._first_letters[self._initials], fitting)], HIGHEST_INITIAL)
        ]
        for kind, names, code in kinds:
            found.append((self._named(kind, names), _agreed(name, share, code)))
        heard = sounds(word)
        spoken, slipped = self._speaking(*self.alike(word))
        told = self._spoken.of(spoken[slipped == 0])
        equal = spoken[slipped == 0][np.array([text == heard for text in told], bool)]
        found.append((equal, _agreed(name, share, Code.SAME)))
        weights = WEIGHTS[name]
        costs = np.where(slipped == 0, weights[Code.GENDERED_ENDING], weights[Code.ALIKE] * slipped)
        worth = np.maximum(_agreed(name, share, Code.SAME) + costs, 0).astype(np.float32)
        unlike = (self._known[spoken] & known) > 0
        found.append((spoken[~unlike], worth[~unlike]))
        return found

    def _speaking(self, forms: Numbers, apart: Bits) -> tuple[Numbers, Bits]:
        """Spoken forms with these skeletons, and the slips of each."""
        first = np.searchsorted(self._forms_in_order, forms, "left")
        last = np.searchsorted(self._forms_in_order, forms, "right")
        return self._by_form[spread(first, last, len(self._by_form))], np.repeat(apart, last - first)

    def _named(self, kind: str, names: Names) -> Numbers:
        ends, members = self._members[kind]
        rows = np.array(sorted(names), np.int64)
        return members[spread(ends[rows], ends[rows + 1], len(members))].astype(np.int32)


def _agreed(name: str, share: float, code: Code) -> float:
    bits = min(max(-float(np.log2(share)), COMMONEST[name]), RAREST[name]) + WEIGHTS[name][code]
    return max(bits, 0.0)
