"""A quick look at a word that tells which tables may hold a phrase that begins, or ends, with it.

Beside most names stands no phrase of any table, so this look, which all tables share, spares most others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np

from disputemap.codepoints import codes_of
from disputemap.hashes import HashTable, hash_texts
from disputemap.words import CONJUNCTIONS, PREPOSITIONS, without_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from disputemap.words import Hashes, Ints, Words

MAX_GLUED = 2  # letters of proclitics before a phrase: a conjunction and a preposition
_MOST_MARKS = 62  # the two bits beyond tell behind how many letters of a word a phrase may begin
_BEHIND = np.uint64(1 << _MOST_MARKS), np.uint64(1 << _MOST_MARKS + 1)


class Edges(NamedTuple):
    """The words that phrases of some tables begin with, and those that they end with."""

    begins: EdgeWords
    ends: EdgeWords

    @classmethod
    def empty(cls) -> Edges:
        """Return edges that know no words yet; only phrases before names are found behind proclitics."""
        return cls(EdgeWords(glued=False), EdgeWords(glued=True))


class EdgeWords:
    """The words that phrases of some tables begin, or end, with; each table has marks of its own, bits of a number.

    What each distinct word of a text says is worked out once and kept while that text is read.

    Parameters
    ----------
    glued
        Whether words are also known behind letters that may be proclitics.
    """

    def __init__(self, *, glued: bool) -> None:
        self._glued = glued
        self._marks: dict[str, int] = {}
        self._count = 0
        self._opening: set[str] = set()
        self._table: tuple[HashTable, list[Hashes]] | None = None
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

    def opening(self, words: Iterable[str]) -> None:
        """Take up words that phrases begin with: only those are looked for behind proclitics."""
        self._opening.update(words)
        self._table = None

    def at(self, words: Words, positions: NDArray[Any]) -> Hashes:
        """Return the marks of some words; some may be there in vain."""
        text, marks = self._noted
        if text is None or text() is not words or self._table is None:
            marks = self._look_up(words)
            self._noted = (ref(words), marks)
        found: Hashes = marks.take(words.vocabulary.number.take(positions))
        return found

    def _look_up(self, words: Words) -> Hashes:
        """Return the marks of the distinct words."""
        if self._table is None:
            self._table = self._compile()
        table, marks = self._table
        found: Hashes = marks[0].take(table.find(words.distinct.own))
        for glued, (rows, behind) in enumerate(_behind_proclitics(words) if self._glued else (), 1):
            found[rows] |= marks[glued].take(table.find(behind))
        return found

    def _compile(self) -> tuple[HashTable, list[Hashes]]:
        """Return the table of all words, and the marks of each as it stands, and behind one letter, and behind two."""
        known = list(self._marks.keys() | self._opening)
        marks = np.array([*(self._marks.get(word, 0) for word in known), 0], dtype=np.uint64)
        opens = np.array([*(word in self._opening for word in known), False])
        return HashTable(hash_texts(known)), [marks, *(marks | opens * bit for bit in _BEHIND)]

    def behind_proclitics(self, words: Words, firsts: NDArray[Any]) -> tuple[Ints, Ints]:
        """Return behind the proclitics of which words (positions in `firsts`) a phrase may begin, and their letters.

        A word may come twice: behind a conjunction, or a preposition, and behind both.
        """
        marks = self.at(words, firsts)
        rows = [np.flatnonzero(marks & bit > 0) for bit in _BEHIND]
        return np.concatenate(rows), np.repeat([1, MAX_GLUED], list(map(len, rows)))


_CONJUNCTION, _PREPOSITION = np.uint8(1), np.uint8(2)
_PROCLITIC = np.zeros(
    max(map(ord, "".join([*CONJUNCTIONS, *PREPOSITIONS]))) + 2, dtype=np.uint8
)  # the last: all beyond
_PROCLITIC[codes_of("".join(CONJUNCTIONS))] |= _CONJUNCTION
_PROCLITIC[codes_of("".join(PREPOSITIONS))] |= _PREPOSITION


def _behind_proclitics(words: Words) -> Iterator[tuple[Ints, Hashes]]:
    """Yield which distinct words begin with a proclitic, then with a conjunction and a preposition, and what is behind.

    Of a word that is no more than these that is nothing, whose hash no word has.
    """
    begin, _, own = words.distinct
    letter = words.stream.take(begin)
    proclitic = np.take(_PROCLITIC, letter, mode="clip")
    one = np.flatnonzero(proclitic)
    behind = without_first(own.take(one), letter.take(one))
    yield one, behind
    letter = words.stream.take(begin.take(one) + 1)  # a space, where the word has no more
    second = np.take(_PROCLITIC, letter, mode="clip")
    two = np.flatnonzero((proclitic.take(one) & _CONJUNCTION > 0) & (second & _PREPOSITION > 0))
    yield one.take(two), without_first(behind.take(two), letter.take(two))
