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

    from disputemap.words import Hashes, Ints, Words

MAX_GLUED = 2  # letters of proclitics before a phrase: a conjunction and a preposition
_MOST_MARKS = 64


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
        """Return the marks of some words; some may be there in vain."""
        text, marks = self._noted
        if text is None or text() is not words or self._table is None:
            marks = self._look_up(words, words.vocabulary.example)
            self._noted = (ref(words), marks)
        found: Hashes = marks[words.vocabulary.number[positions]]
        return found

    def _look_up(self, words: Words, positions: NDArray[Any]) -> Hashes:
        if self._table is None:
            self._table = HashTable(hash_texts(list(self._marks))), np.array([*self._marks.values(), 0], np.uint64)
        table, marks = self._table
        found: Hashes = marks[table.find(words.own[positions])]
        if self._glued:
            rows, glued = behind_proclitics(words, positions)
            word = positions[rows]
            hit, number = table.hits(words.hashes(words.at[word] + glued, words.stops[word]))
            np.bitwise_or.at(found, rows[hit], marks[number])
        return found


_CONJUNCTION, _PREPOSITION = np.uint8(1), np.uint8(2)
_PROCLITIC = np.zeros(
    max(map(ord, "".join([*CONJUNCTIONS, *PREPOSITIONS]))) + 2, dtype=np.uint8
)  # the last: all beyond
_PROCLITIC[codes_of("".join(CONJUNCTIONS))] |= _CONJUNCTION
_PROCLITIC[codes_of("".join(PREPOSITIONS))] |= _PREPOSITION


def behind_proclitics(words: Words, firsts: NDArray[Any]) -> tuple[Ints, Ints]:
    """Return which words (positions in `firsts`) may begin with proclitics and go on, and how many letters these have.

    A word may come twice: behind a conjunction, or a preposition, and behind both.
    """
    one = np.flatnonzero(np.take(_PROCLITIC, words.letter(firsts), mode="clip") > 0)
    one = one[words.lengths[firsts[one]] > 1]
    after = np.take(_PROCLITIC, words.letter(firsts[one], 1), mode="clip")
    two = one[(after & _PREPOSITION > 0) & (words.lengths[firsts[one]] > MAX_GLUED)]
    two = two[np.take(_PROCLITIC, words.letter(firsts[two]), mode="clip") & _CONJUNCTION > 0]
    return np.concatenate([one, two]), np.repeat([1, MAX_GLUED], [len(one), len(two)])
