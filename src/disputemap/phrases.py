"""Many phrases, found at given words of a text all at once.

A phrase is known by the hash of its folded words. Each language has its own: the hash is mixed with the language's.
Arabic glues conjunctions and prepositions to the next word, so a phrase before a name is also found behind its
proclitics: "وبمحافظة" holds the phrase "محافظة".

Beside most names stands no phrase of any table. One look at a word, which all tables share (`EdgeWords`), tells which
tables have a phrase that may end or begin with it; only there all spans are looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np

from disputemap.folding import codes_of
from disputemap.hashes import HashTable, hash_texts, plain_words, salted
from disputemap.words import CONJUNCTIONS, PREPOSITIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from disputemap.folding import Codes
    from disputemap.words import Bools, Hashes, Ints, Words

__all__ = ["MAX_STARRED", "STAR", "EdgeWords", "Found", "HashTable", "PhraseTable", "hash_texts", "plain_words"]

MAX_STARRED = 2
STAR = "*"
MAX_GLUED = 2  # letters of proclitics before a phrase: a conjunction and a preposition
_MOST_MARKS = 63
_LOOKED_AT = np.uint64(1 << _MOST_MARKS)
_PAIR = np.uint64(0xA24BAED4963EE407)


class Found(NamedTuple):
    """Phrases found, a row a look-up: number of the phrase (-1 none), its outermost word, letters glued before it."""

    phrase: Ints
    word: Ints
    glued: Ints


class EdgeWords:
    """The words that phrases of some tables begin or end with; each table has marks of its own, bits of a number.

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
            rows = np.flatnonzero(_opens(words, positions, glued))
            found[rows] |= marks[table.find(words.hashes(begins[rows] + glued, ends[rows]))]
        return found


class _Spans(NamedTuple):
    """Spans of words that may be phrases: which look-up each is for, its words, and how it is to be looked up.

    With a star, `last` is the last word before it, and `tail` words stand behind it.
    """

    row: Ints
    first: Ints
    last: Ints
    length: Ints
    head: Ints
    tail: Ints
    glued: Ints

    def take(self, rows: NDArray[Any]) -> _Spans:
        return _Spans(*(column[rows] for column in self))


class PhraseTable:
    """Phrases of several languages, to be found beside words.

    Parameters
    ----------
    entries
        (number of the language, folded phrase) for each; a phrase is answered by its position here. A phrase before a
        name may hold one `*`, not at its beginning, which stands for one or two words: "directorate of * in". Of equal
        entries the first counts.
    edges
        Shared with other tables that the same texts are read with.
    """

    def __init__(self, entries: Sequence[tuple[int, str]], edges: EdgeWords | None = None) -> None:
        self.entries = tuple(entries)
        words = [plain_words(phrase).split() for _, phrase in entries]
        starred = [index for index, (_, phrase) in enumerate(entries) if STAR in phrase.split()]
        plain = sorted({index for index, words_ in enumerate(words) if words_}.difference(starred))
        around = [[plain_words(part).split() for part in _around_star(self.entries[index][1])] for index in starred]
        self._plain = _Numbered(self._hash(plain, str), plain)
        self._starred = _Numbered(_pair(self._hash(starred, _head), self._hash(starred, _tail)), starred)
        self._shapes = sorted({(len(tail), len(head)) for head, tail in around})
        self._most = max((len(words[index]) for index in plain), default=0)
        self._edges = edges or EdgeWords()
        self._begins = self._edges.mark(words[index][0] for index in plain)
        self._ends = self._edges.mark(words[index][-1] for index in plain)
        self._tails = self._edges.mark(tail[-1] for _, tail in around if tail)
        self._heads = self._edges.mark(head[-1] for head, tail in around if not tail)

    def _hash(self, indexes: Sequence[int], part: Callable[[str], str]) -> Hashes:
        languages = np.array([self.entries[index][0] for index in indexes], dtype=np.int64)
        return salted(hash_texts([part(self.entries[index][1]) for index in indexes]), languages)

    def before(self, words: Words, at: NDArray[Any], languages: NDArray[Any]) -> Found:
        """Return the longest phrase that ends right before each word, also behind proclitics."""
        if not len(words):
            return _longest(_no_spans(), _no_spans().row, len(at))
        marks = self._edges.at(words, at - 1)
        rows = np.flatnonzero((marks & self._ends > 0) & (at > 0))
        row, count = _tiled(rows, self._most)
        none = np.zeros_like(row)
        spans = _Spans(row, at[row] - count, at[row] - 1, count, none, none, none)
        spans = _behind_proclitics(_within_clause(spans, at, words), words)
        spans, numbers = _known(spans, self._plain.find(_hashes(spans, words, languages)))
        if self._shapes:
            more, others = self._around_star(words, at, languages, marks)
            spans = _Spans(*map(np.concatenate, zip(spans, more, strict=True)))
            numbers = np.concatenate([numbers, others])
        return _longest(spans, numbers, len(at))

    def _around_star(
        self, words: Words, at: NDArray[Any], languages: NDArray[Any], marks: Hashes
    ) -> tuple[_Spans, Ints]:
        """Return the phrases with a star that end right before words, and their numbers."""
        closed = np.flatnonzero((marks & self._tails > 0) & (at > 0))
        parts = []
        for starred in range(1, MAX_STARRED + 1):
            there = np.flatnonzero(at > starred)
            open_ended = there[self._edges.at(words, at[there] - 1 - starred) & self._heads > 0]
            for tail, head in self._shapes:
                row = closed if tail else open_ended
                count, heads, tails = (np.full_like(row, size) for size in (head + starred + tail, head, tail))
                first = at[row] - count
                parts.append(_Spans(row, first, first + head - 1, count, heads, tails, np.zeros_like(row)))
        spans = _Spans(*map(np.concatenate, zip(*parts, strict=True)))
        spans = _behind_proclitics(_within_clause(spans, at, words), words)
        end = at[spans.row]
        behind = words.hashes(words.at[end - spans.tail], words.stops[end - 1])
        behind[spans.tail == 0] = _NOTHING
        pairs = _pair(_hashes(spans, words, languages), salted(behind, languages[spans.row]))
        return _known(spans, self._starred.find(pairs))

    def after(self, words: Words, at: NDArray[Any], languages: NDArray[Any], *, stop: bool = True) -> Found:
        """Return the longest phrase that begins right after each word; with `stop` no comma stands before or in it."""
        ends = words.stopped if stop else words.broken
        rows = np.flatnonzero(at + 1 < len(words))
        rows = rows[self._edges.at(words, at[rows] + 1) & self._begins > 0]
        row, count = _tiled(rows, self._most)
        last = at[row] + count
        within = np.flatnonzero(last < len(words))
        within = within[~ends(at[row[within]], last[within])]
        row, last = row[within], last[within]
        hashes = words.hashes(words.at[at[row] + 1], words.stops[last])
        number = self._plain.find(salted(hashes, languages[row]))
        hit = np.flatnonzero(number >= 0)
        phrase, word = np.full((2, len(at)), -1, dtype=np.int64)
        phrase[row[hit]], word[row[hit]] = number[hit], last[hit]  # of several for one row the last stays: the longest
        return Found(phrase, word, np.zeros_like(phrase))


class _Numbered:
    """A hash table that answers with numbers given from outside."""

    def __init__(self, hashes: Hashes, numbers: Sequence[int]) -> None:
        self._table = HashTable(hashes)
        self._numbers = np.array([*numbers, -1], dtype=np.int64)

    def find(self, hashes: Hashes) -> Ints:
        return self._numbers[self._table.find(hashes)]


def _tiled(rows: Ints, most: int) -> tuple[Ints, Ints]:
    """Return rows with each number of words from 1 to `most`."""
    return np.repeat(rows, most), np.tile(np.arange(1, most + 1), len(rows))


def _no_spans() -> _Spans:
    return _Spans(*np.zeros((len(_Spans._fields), 0), dtype=np.int64))


def _within_clause(spans: _Spans, at: NDArray[Any], words: Words) -> _Spans:
    """Leave out spans that begin before the text, or before a comma or the end of a sentence."""
    spans = spans.take(np.flatnonzero(spans.first >= 0))
    return spans.take(np.flatnonzero(~words.stopped(spans.first, at[spans.row])))


def _behind_proclitics(spans: _Spans, words: Words) -> _Spans:
    """Add to spans the same without the letters that may be proclitics."""
    parts = [spans]
    for glued in range(1, MAX_GLUED + 1):
        less = spans.take(np.flatnonzero(_opens(words, spans.first, glued)))
        parts.append(less._replace(glued=np.full_like(less.row, glued)))
    return _Spans(*map(np.concatenate, zip(*parts, strict=True)))


def _hashes(spans: _Spans, words: Words, languages: NDArray[Any]) -> Hashes:
    plain = words.hashes(words.at[spans.first] + spans.glued, words.stops[spans.last])
    return salted(plain, languages[spans.row])


def _known(spans: _Spans, numbers: Ints) -> tuple[_Spans, Ints]:
    hit = np.flatnonzero(numbers >= 0)
    return spans.take(hit), numbers[hit]


def _longest(spans: _Spans, numbers: Ints, size: int) -> Found:
    """Return for each look-up the longest span; of equal ones that without a star, and then with less glued to it."""
    found = Found(np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int64))
    best_last = np.lexsort((-spans.glued, -spans.head, -spans.tail, spans.head == 0, spans.length))
    row = spans.row[best_last]  # of several for one row the last written stays
    found.phrase[row], found.word[row] = numbers[best_last], spans.first[best_last]
    found.glued[row] = spans.glued[best_last]
    return found


_NOTHING = hash_texts([""])[0]


def _pair(heads: Hashes, tails: Hashes) -> Hashes:
    return heads * _PAIR + tails


_CONJUNCTIONS, _PREPOSITIONS = codes_of("".join(CONJUNCTIONS)), codes_of("".join(PREPOSITIONS))
_ONE = np.concatenate([_CONJUNCTIONS, _PREPOSITIONS])


def _opens(words: Words, firsts: NDArray[Any], glued: int) -> Bools:
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


def _around_star(phrase: str) -> tuple[str, str]:
    words = phrase.split()
    star = words.index(STAR)
    return " ".join(words[:star]), " ".join(words[star + 1 :])


def _head(phrase: str) -> str:
    return _around_star(phrase)[0]


def _tail(phrase: str) -> str:
    return _around_star(phrase)[1]
