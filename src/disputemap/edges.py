"""A quick look at a word that tells which tables may hold a phrase that begins, or ends, with it.

Beside most names stands no phrase of any table, so this look, which all tables share, spares most others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np

from disputemap.folding import codes_of
from disputemap.hashes import HashTable, hash_texts
from disputemap.words import CONJUNCTIONS, PREPOSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from disputemap.folding import Codes
    from disputemap.words import Bools, Hashes, Words

MAX_GLUED = 2  # letters of proclitics before a phrase: a conjunction and a preposition
_MOST_MARKS = 63
_LOOKED_AT = np.uint64(1 << _MOST_MARKS)


class Edges(NamedTuple):
    """The words that phrases of some tables begin with, and those that they end with."""

    begins: EdgeWords
    ends: EdgeWords


class EdgeWords:
    """The words that phrases of some tables begin, or end, with; each table has marks of its own, bits of a number.

    What a word of a text says is worked out once and kept while that text is read.
    """

    def __init__(self) -> None:
        self._marks: dict[str, int] = {}
        self._count = 0
        self._table: tuple[HashTable, Hashes] | None = None
        self._noted: tuple[ref[Words] | None, Hashes] = (None, np.zeros(0, dtype=np.uint64))

    def mark(self, words: Iterable[str]) -> np.uint64:
        """Take up words, and return the mark by which they are told from all others; none for no words.

        Raises
        ------
        ValueError
            If there are more marks than bits.
        """
        distinct = set(words)
        if not distinct:
            return np.uint64(0)
        if self._count == _MOST_MARKS:
            message = f"more than {_MOST_MARKS} marks; give some tables edge words of their own"
            raise ValueError(message)
        for word in distinct:
            self._marks[word] = self._marks.get(word, 0) | 1 << self._count
        self._count, self._table = self._count + 1, None
        return np.uint64(1 << self._count - 1)

    def at(self, words: Words, positions: NDArray[Any]) -> Hashes:
        """Return the marks of some words, with and without proclitics; some may be there in vain."""
        text, noted = self._noted
        if text is None or text() is not words or self._table is None:
            noted = np.zeros(len(words), dtype=np.uint64)
            self._noted = (ref(words), noted)
        marks: Hashes = noted[positions]
        new = positions[marks == 0]
        if len(new):
            noted[new] = self._look_up(words, new) | _LOOKED_AT
            marks = noted[positions]
        return marks

    def _look_up(self, words: Words, positions: NDArray[Any]) -> Hashes:
        if self._table is None:
            self._table = HashTable(hash_texts(list(self._marks))), np.array([*self._marks.values(), 0], np.uint64)
        table, marks = self._table
        begins, ends = words.at[positions], words.stops[positions]
        found: Hashes = marks[table.find(words.hashes(begins, ends))]
        for glued in range(1, MAX_GLUED + 1):
            rows = np.flatnonzero(opens_with_proclitics(words, positions, glued))
            found[rows] |= marks[table.find(words.hashes(begins[rows] + glued, ends[rows]))]
        return found


_CONJUNCTIONS, _PREPOSITIONS = codes_of("".join(CONJUNCTIONS)), codes_of("".join(PREPOSITIONS))
_ONE = np.concatenate([_CONJUNCTIONS, _PREPOSITIONS])


def opens_with_proclitics(words: Words, firsts: NDArray[Any], glued: int) -> Bools:
    """Tell which words may begin with that many letters of proclitics, and go on."""
    first = words.letter(firsts)
    opens: Bools = words.lengths[firsts] > glued
    if glued == 1:
        return opens & _among(first, _ONE)
    return opens & _among(first, _CONJUNCTIONS) & _among(words.letter(firsts, 1), _PREPOSITIONS)


def _among(letters: Codes, few: Codes) -> Bools:
    found = np.zeros(len(letters), dtype=bool)
    for letter in few:
        found |= letters == letter
    return found
