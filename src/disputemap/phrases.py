"""Many phrases, found at given words of a text all at once.

A phrase is known by the hash of its folded words. Each language has its own: the hash is mixed with the language's.
Arabic glues conjunctions and prepositions to the next word, so a phrase before a name is also found behind its
proclitics: "وبمحافظة" holds the phrase "محافظة".

Spans are looked up only where a quick look at the word beside the name lets them through (`edges`).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.edges import Edges
from disputemap.hashes import HashTable, hash_plain, plain_words, salted
from disputemap.ragged import any_within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from disputemap.edges import EdgeWords
    from disputemap.words import Bools, Hashes, Ints, Words

MAX_STARRED = 2
LONG = 3  # words: of so many the two at the edge are looked at first
STAR = "*"
_PAIR = np.uint64(0xA24BAED4963EE407)


class Found(NamedTuple):
    """Phrases found, a row a look-up: number of the phrase (-1 none), its outermost word, letters glued before it."""

    phrase: Ints
    word: Ints
    glued: Ints


class _Likely(NamedTuple):
    """Look-ups that may find a phrase, with the number of its words and the hash of these."""

    row: Ints
    length: Ints
    hashes: Hashes


class _Edge(NamedTuple):
    """How phrases are told by the words that they end, or begin, with.

    `one` and `more` are the marks of the outermost word of phrases of one word, and of several; `long` has the two
    outermost words of those of three words and more, the longest of which has `most`.
    """

    one: np.uint64
    more: np.uint64
    long: HashTable
    most: int

    @classmethod
    def of(cls, phrases: Sequence[Sequence[str]], words: EdgeWords, *, end: bool) -> _Edge:
        """Return how phrases, as lists of words, are told by their ends, or else by how they begin."""
        outermost = -1 if end else 0
        one, more = (
            {phrase[outermost] for phrase in phrases if (len(phrase) > 1) is several} for several in (False, True)
        )
        long = [phrase for phrase in phrases if len(phrase) >= LONG]
        pairs = [" ".join(phrase[-2:] if end else phrase[:2]) for phrase in long]
        return cls(words.mark(one), words.mark(more), HashTable(hash_plain(pairs)), max(map(len, long), default=0))

    def likely(self, marks: Hashes, spoken: Callable[[Ints, Ints], Hashes]) -> _Likely:
        """Return the look-ups that may find a phrase.

        `marks` are those of the outermost words; `spoken` hashes so many words beside look-ups.
        """
        one, more = (np.flatnonzero(marks & mark > 0) for mark in (self.one, self.more))
        row, length = np.concatenate([one, more]), np.repeat([1, 2], [len(one), len(more)])
        hashes = spoken(row, length)
        long = more[self.long.maybe(hashes[len(one) :])]
        if not len(long):
            return _Likely(row, length, hashes)
        longer = np.arange(LONG, self.most + 1)
        rows, lengths = np.repeat(long, len(longer)), np.tile(longer, len(long))
        parts = (row, rows), (length, lengths), (hashes, spoken(rows, lengths))
        return _Likely(*map(np.concatenate, parts))


class _Spans(NamedTuple):
    """Spans of words that may be phrases, or what stands before a star in them: their look-ups and first words.

    Of the phrases found for one look-up, that of the highest rank counts. `first` is negative where there are too few
    words; `hashes` are then of anything.
    """

    row: Ints
    first: Ints
    rank: Ints
    hashes: Hashes


class _Hits(NamedTuple):
    """Phrases found, in any order: which look-up each is for, its number, its outermost word, letters glued, rank."""

    row: Ints
    number: Ints
    word: Ints
    glued: Ints
    rank: Ints


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

    Attributes
    ----------
    longest
        The words of the longest phrase without a star.
    """

    def __init__(self, entries: Sequence[tuple[int, str]], edges: Edges | None = None) -> None:
        self.entries = tuple(entries)
        words = [plain_words(phrase).split() for _, phrase in entries]
        starred = [index for index, (_, phrase) in enumerate(entries) if STAR in phrase and STAR in phrase.split()]
        plain = sorted({index for index, words_ in enumerate(words) if words_}.difference(starred))
        whole = [words[index] for index in plain]
        around = [[plain_words(part).split() for part in _around_star(self.entries[index][1])] for index in starred]
        heads = [head for head, _ in around]
        with_star = _pair(self._hash(starred, heads), self._hash(starred, [tail for _, tail in around]))
        self._table = HashTable(np.concatenate([self._hash(plain, whole), with_star]))
        self._numbers = np.array([*plain, *starred], dtype=np.int64)
        self._tails = sorted({len(tail) for _, tail in around})
        self.longest = max(map(len, whole), default=0)
        begins, ends = self._edges = edges or Edges.empty()
        ends.opening(phrase[0] for phrase in [*whole, *heads])
        self._begin, self._end = _Edge.of(whole, begins, end=False), _Edge.of(whole, ends, end=True)
        self._head_end = _Edge.of(heads, ends, end=True)
        self._tail_end = ends.mark(tail[-1] for _, tail in around if tail)

    def may_end(self, marks: Hashes) -> Bools:
        """Tell by their marks (see `EdgeWords`) with which words a phrase may end: any, where one ends with a star."""
        if 0 in self._tails:
            return np.ones(len(marks), dtype=bool)
        may: Bools = marks & (self._end.one | self._end.more | self._tail_end) > 0
        return may

    def may_begin(self, marks: Hashes) -> Bools:
        """Tell by their marks with which words a phrase may begin."""
        may: Bools = marks & (self._begin.one | self._begin.more) > 0
        return may

    def _hash(self, indexes: Sequence[int], phrases: Sequence[Sequence[str]]) -> Hashes:
        languages = np.array([self.entries[index][0] for index in indexes], dtype=np.int64)
        return salted(hash_plain(list(map(" ".join, phrases))), languages)

    def before(self, words: Words, at: NDArray[Any], languages: NDArray[Any]) -> Found:
        """Return the longest phrase that ends right before each word, also behind proclitics."""
        if not len(words) or not len(at):
            return _nothing(len(at))
        marks = self._edges.ends.at(words, at - 1)
        hits = self._whole(words, at, marks, languages)
        if self._tails:
            hits = _Hits(*map(np.concatenate, zip(hits, self._starred(words, at, marks, languages), strict=True)))
        inside = (hits.word >= 0) & ~words.stopped(np.maximum(hits.word, 0), at[hits.row])
        return _best(hits, np.flatnonzero(inside), len(at))

    def _whole(self, words: Words, at: NDArray[Any], marks: Hashes, languages: NDArray[Any]) -> _Hits:
        """Return the phrases without a star."""
        row, length, hashes = self._end.likely(marks, _ending(words, at))
        spans = _Spans(row, at[row] - length, length * _LENGTH + _PLAIN, hashes)
        return self._look_up(spans, words, lambda hashes, of: salted(hashes, languages[row[of]]))

    def _starred(self, words: Words, at: NDArray[Any], marks: Hashes, languages: NDArray[Any]) -> _Hits:
        """Return the phrases around a star, which stands for one or two words."""
        row, tail, end, marks = self._stars(words, at, marks)
        some, head, hashes = self._head_end.likely(marks, _ending(words, end))
        row, tail, end = row[some], tail[some], end[some]
        first, until = end - head, at[row]
        rank = (until - first) * _LENGTH - tail * _TAIL - head * _HEAD
        tails = np.where(tail > 0, words.hashes_of(until - tail, until - 1), _NOTHING)

        def paired(hashes: Hashes, of: Ints) -> Hashes:
            language = languages[row[of]]
            return _pair(salted(hashes, language), salted(tails[of], language))

        return self._look_up(_Spans(row, first, rank, hashes), words, paired)

    def _stars(self, words: Words, at: NDArray[Any], marks: Hashes) -> tuple[Ints, Ints, Ints, Hashes]:
        """Return look-ups, the number of words that may stand behind a star, where that may begin, marks before it."""
        heads, tailed = self._head_end.one | self._head_end.more, np.flatnonzero(marks & self._tail_end > 0)
        parts = []
        for tail, starred in product(self._tails, range(1, MAX_STARRED + 1)):
            row = tailed if tail else np.arange(len(at))
            end = at[row] - (tail + starred)
            before = self._edges.ends.at(words, np.maximum(end - 1, 0))
            some = np.flatnonzero((before & heads > 0) & (end > 0))
            parts.append((row[some], np.full_like(some, tail), end[some], before[some]))
        row, tails, end, before = map(np.concatenate, zip(*parts, strict=True))
        return row, tails, end, before

    def _look_up(self, spans: _Spans, words: Words, keyed: Callable[[Hashes, Ints], Hashes]) -> _Hits:
        """Look spans up, as they stand and without the letters that may be proclitics.

        `keyed` makes the keys of the table of hashes; it is told which span each is of.
        """
        first = np.maximum(spans.first, 0)
        behind, letters = self._edges.ends.behind_proclitics(words, first)
        of, hashes = np.arange(len(first)), spans.hashes
        glued = np.zeros(len(first), dtype=np.int64)
        if len(behind):
            further = words.behind(hashes[behind], first[behind], letters)
            of, hashes = np.concatenate([of, behind]), np.concatenate([hashes, further])
            glued = np.concatenate([glued, letters])
        hit, number = self._table.hits(keyed(hashes, of))
        of, glued = of[hit], glued[hit]
        return _Hits(spans.row[of], self._numbers[number], spans.first[of], glued, spans.rank[of] - glued)

    def after(self, words: Words, at: NDArray[Any], languages: NDArray[Any], *, stop: bool = True) -> Found:
        """Return the longest phrase that begins right after each word; with `stop` no comma stands before or in it."""
        if not len(words) or not len(at):
            return _nothing(len(at))
        marks = self._edges.begins.at(words, np.minimum(at + 1, len(words) - 1))
        row, length, hashes = self._begin.likely(marks, _beginning(words, at))
        hit, number = self._table.hits(salted(hashes, languages[row]))
        row, length = row[hit], length[hit]
        last = at[row] + length
        hits = _Hits(row, self._numbers[number], last, np.zeros_like(row), length)
        inside = last < len(words)
        last = np.minimum(last, len(words) - 1)
        inside &= ~(words.stopped(at[row], last) if stop else any_within(words.breaks, at[row], last - 1))
        return _best(hits, np.flatnonzero(inside), len(at))


def _ending(words: Words, ends: NDArray[Any]) -> Callable[[Ints, Ints], Hashes]:
    """Return what hashes the words before `ends`; of too few the hash is any."""

    def spoken(rows: Ints, count: Ints) -> Hashes:
        end = ends[rows]
        return words.hashes_of(np.maximum(end - count, 0), end - 1)

    return spoken


def _beginning(words: Words, before: NDArray[Any]) -> Callable[[Ints, Ints], Hashes]:
    """Return what hashes the words behind those at `before`; of too few the hash is any."""

    def spoken(rows: Ints, count: Ints) -> Hashes:
        word, last = before[rows], len(words) - 1
        return words.hashes_of(np.minimum(word + 1, last), np.minimum(word + count, last))

    return spoken


# The longest phrase counts; of equal ones that without a star, with less behind and before it, with less glued to it.
_HEAD = 1 << 4
_TAIL = _HEAD << 6
_PLAIN = _TAIL << 6
_LENGTH = _PLAIN << 1


def _nothing(size: int) -> Found:
    return Found(np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int64))


def _best(hits: _Hits, inside: Ints, size: int) -> Found:
    """Return for each of so many look-ups what has the highest rank among some of the hits."""
    found = _nothing(size)
    best_last = inside[np.argsort(hits.rank[inside], kind="stable")]
    row = hits.row[best_last]  # of several for one row the last written stays
    found.phrase[row], found.word[row] = hits.number[best_last], hits.word[best_last]
    found.glued[row] = hits.glued[best_last]
    return found


_NOTHING = hash_plain([""])[0]


def _pair(heads: Hashes, tails: Hashes) -> Hashes:
    return heads * _PAIR + tails


def _around_star(phrase: str) -> tuple[str, str]:
    words = phrase.split()
    star = words.index(STAR)
    return " ".join(words[:star]), " ".join(words[star + 1 :])
