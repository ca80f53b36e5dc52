"""Google Person Finder's search, re-created after its published behaviour: every word asked must begin a word of the
name; of at most 400 such people whole equal words come first. It knows no dates.
"""

from pathlib import Path
from sys import getsizeof
from typing import Final

from .told import TOP, Found, Row, read, told

_MOST: Final = 400


class PersonFinder:
    name = "Person Finder's algorithm, re-created"

    def __init__(self, registry: Path, _folder: Path) -> None:
        self._ids: list[str] = []
        self._names: list[str] = []
        self._beginnings: dict[str, list[int]] = {}
        for place, row in enumerate(read(registry)):
            one = told(row)
            self._ids.append(one.id)
            self._names.append(one.names)
            beginnings = {word[:length] for word in one.names.split() for length in range(1, len(word) + 1)}
            for beginning in beginnings:
                self._beginnings.setdefault(beginning, []).append(place)

    def find(self, question: Row) -> list[Found]:
        asked = told(question)
        words = asked.names.split()
        listed = sorted((self._beginnings.get(word, []) for word in words), key=len)
        if not listed:
            return []
        shared = set(listed[0]).intersection(*listed[1:])

        def rank(place: int) -> tuple[bool, int, str]:
            name = self._names[place]
            return name != asked.names, -len({*words}.intersection(name.split())), name

        return [Found(self._ids[place]) for place in sorted(sorted(shared)[:_MOST], key=rank)[:TOP]]

    def size_in_bytes(self) -> int:
        return sum(getsizeof(key) + getsizeof(places) for key, places in self._beginnings.items())

    def close(self) -> None:
        pass
