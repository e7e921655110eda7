"""Hashes of words and phrases, and tables of them: which of many spans of a text are known, and as which number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from disputemap.codepoints import codes_of
from disputemap.ragged import to_offsets
from disputemap.words import Spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.words import Bools, Hashes, Ints

_LEAST_BITS, _MOST_BITS = 12, 19
_SPARE_BITS = 4  # of sixteen hashes that are not in a table the quick look lets through about one
_LAST = np.uint64((1 << 64) - 1)
_SALT = 0xD6E8FEB86659FD93
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(rf"{_WORD.pattern}(?: {_WORD.pattern})*")


class HashTable:
    """A set of hashes: which of many it holds, and as which number; of equal ones the first counts.

    Most of what is asked for is not there, so the first look is at a table that a processor's cache holds: whether any
    hash begins with the same bits. What is left is searched for among the few that share these.
    """

    def __init__(self, hashes: Hashes) -> None:
        self._sorted, self._number = np.unique(np.append(hashes, _LAST), return_index=True)
        self._number[self._number == len(hashes)] = -1  # the closing one, unless it is among the hashes
        self._seen_bits = min(max(len(hashes).bit_length() + _SPARE_BITS, _LEAST_BITS), _MOST_BITS)
        self._seen = np.zeros(1 << self._seen_bits, dtype=bool)
        self._seen[_top(hashes, self._seen_bits)] = True
        self._bits = len(hashes).bit_length() + 2
        buckets = np.arange(1 << self._bits, dtype=np.uint64) << np.uint64(64 - self._bits)
        self._bucket = np.searchsorted(self._sorted, buckets)

    def maybe(self, hashes: Hashes) -> Bools:
        """Tell which hashes may be in the table: a quick look that errs on the side of yes."""
        return self._seen.take(_top(hashes, self._seen_bits))

    def find(self, hashes: Hashes) -> Ints:
        """Return the number of each hash, -1 where the table lacks it."""
        found = np.full(len(hashes), -1, dtype=np.int64)
        rows, numbers = self.hits(hashes)
        found[rows] = numbers
        return found

    def hits(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Return which hashes are in the table, in their order, and the numbers of these."""
        rows = np.flatnonzero(self.maybe(hashes))
        wanted = hashes.take(rows)
        place = self._bucket.take(_top(wanted, self._bits))
        there = self._sorted.take(place)
        ahead = np.flatnonzero(there < wanted)
        while len(ahead):  # as often as there are hashes in the fullest bucket: a handful of times
            place[ahead] += 1
            there[ahead] = self._sorted[place[ahead]]
            ahead = ahead[there[ahead] < wanted[ahead]]
        number = self._number.take(place)
        same = np.flatnonzero((there == wanted) & (number >= 0))
        return rows.take(same), number.take(same)


def _top(hashes: Hashes, bits: int) -> Ints:
    """Return the first bits of hashes, as positions in a table."""
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def salted(hashes: Hashes, languages: NDArray[Any]) -> Hashes:
    """Mix hashes with numbers of languages."""
    return hashes ^ ((languages.astype(np.uint64) + np.uint64(1)) * np.uint64(_SALT))


def plain_words(text: str) -> str:
    """Return a folded text with nothing but its words, a space between them."""
    return text if _PLAIN.fullmatch(text) else " ".join(_WORD.findall(text))


def hash_texts(texts: Sequence[str]) -> Hashes:
    """Return the hash of each folded phrase, as a span of `Words` that reads the same has it."""
    return hash_plain([plain_words(text) for text in texts])


def hash_plain(plain: Sequence[str]) -> Hashes:
    """Return the same for texts that hold nothing but their words."""
    bounds = to_offsets(np.array([len(text) + 1 for text in plain], dtype=np.int64))
    return Spans.between(bounds, codes_of(" ".join([*plain, ""]))).adjoining
