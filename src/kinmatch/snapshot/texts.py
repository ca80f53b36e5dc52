"""Distinct texts under numbers, so that a million rows hold each of them once."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Blob = NDArray[np.uint8]
Places = NDArray[np.int64]


def packed(texts: Iterable[str]) -> tuple[Blob, Places]:
    """The texts end to end in UTF-8 (a lone surrogate too), and where each begins: one place more than texts."""
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=ends[1:])
    return np.frombuffer(b"".join(parts), np.uint8), _narrow_places(ends)


def _narrow_places(ends: Places) -> Places:
    return ends.astype(np.uint32) if ends[-1] < 1 << 32 else ends


def narrow(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """The same numbers, none below 0, in as few bytes each as hold them."""
    highest = int(numbers.max(initial=0))
    kind = np.uint8 if highest < 1 << 8 else np.uint16 if highest < 1 << 16 else np.int32
    return numbers.astype(kind)


class Texts:
    """Texts by their numbers, read out of a mapped array one at a time."""

    def __init__(self, blob: Blob, places: Places) -> None:
        self._blob = blob.data
        self._places = places

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, number: int) -> str:
        start, end = int(self._places[number]), int(self._places[number + 1])
        return str(self._blob[start:end], "utf-8", "surrogatepass")

    def of(self, numbers: NDArray[np.int32]) -> list[str]:
        """As many texts as numbers, in their order."""
        starts, ends = self._places[numbers].tolist(), self._places[numbers + 1].tolist()
        blob = self._blob
        return [
            str(blob[start:end], "utf-8", "surrogatepass") for start, end in zip(starts, ends, strict=True)
        ]
