"""Many phrases, found at given words of a text all at once.

A phrase is known by the hash of its folded words. Each language has its own: the hash is mixed with the language's.
Arabic glues conjunctions and prepositions to the next word, so a phrase before a name is also found behind its
proclitics: "وبمحافظة" holds the phrase "محافظة".

Spans are looked up only where a quick look at the word beside the name lets them through (`edges`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.edges import Edges
from disputemap.hashes import HashTable, hash_texts, plain_words, salted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from disputemap.words import Hashes, Ints, Words

MAX_STARRED = 2
LONG = 3  # words: of so many the two at the edge are looked at first
STAR = "*"
_PAIR = np.uint64(0xA24BAED4963EE407)


class Found(NamedTuple):
    """Phrases found, a row a look-up: number of the phrase (-1 none), its outermost word, letters glued before it."""

    phrase: Ints
    word: Ints
    glued: Ints


class _Spans(NamedTuple):
    """Spans of words that may be phrases, or what stands before a star in them: which look-up each is for, its words.

    Of the phrases found for one look-up, that of the highest rank counts. `tail` is how many words stand behind the
    star, -1 where there is none.
    """

    row: Ints
    first: Ints
    last: Ints
    rank: Ints
    tail: Ints

    def take(self, rows: NDArray[Any]) -> _Spans:
        return _Spans(*(column[rows] for column in self))


class _Hits(NamedTuple):
    """Phrases found, in any order: which look-up each is for, its number, its outermost word, letters glued, rank."""

    row: Ints
    number: Ints
    word: Ints
    glued: Ints | int
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
    """

    def __init__(self, entries: Sequence[tuple[int, str]], edges: Edges | None = None) -> None:
        self.entries = tuple(entries)
        words = [plain_words(phrase).split() for _, phrase in entries]
        starred = [index for index, (_, phrase) in enumerate(entries) if STAR in phrase.split()]
        plain = sorted({index for index, words_ in enumerate(words) if words_}.difference(starred))
        one, more = ([words[at] for at in plain if (len(words[at]) > 1) is several] for several in (False, True))
        around = [[plain_words(part).split() for part in _around_star(self.entries[index][1])] for index in starred]
        with_star = _pair(self._hash(starred, _head), self._hash(starred, _tail))
        self._table = HashTable(np.concatenate([self._hash(plain, str), with_star]))
        self._numbers = np.array([*plain, *starred], dtype=np.int64)
        self._shapes = np.array(sorted({(len(tail), len(head)) for head, tail in around}), dtype=np.int64).reshape(
            -1, 2
        )
        self._most = max((len(words[index]) for index in plain), default=1)
        begins, ends = self._edges = edges or Edges.empty()
        self._begins = begins.mark(phrase[0] for phrase in one), begins.mark(phrase[0] for phrase in more)
        self._ends = ends.mark(phrase[0] for phrase in one), ends.mark(phrase[-1] for phrase in more)
        self._tails = ends.mark(tail[-1] for _, tail in around if tail)
        self._heads = ends.mark(head[-1] for head, _ in around)
        long = [words[at] for at in plain if len(words[at]) > LONG - 1]
        self._long_begins = HashTable(hash_texts([" ".join(phrase[:2]) for phrase in long]))
        self._long_ends = HashTable(hash_texts([" ".join(phrase[-2:]) for phrase in long]))

    def _hash(self, indexes: Sequence[int], part: Callable[[str], str]) -> Hashes:
        languages = np.array([self.entries[index][0] for index in indexes], dtype=np.int64)
        return salted(hash_texts([part(self.entries[index][1]) for index in indexes]), languages)

    def before(self, words: Words, at: NDArray[Any], languages: NDArray[Any]) -> Found:
        """Return the longest phrase that ends right before each word, also behind proclitics."""
        if not len(words) or not len(at):
            return _nothing(len(at))
        marks = self._edges.ends.at(words, at - 1)
        spans = self._whole(words, at, marks)
        if len(self._shapes):
            spans = _Spans(*map(np.concatenate, zip(spans, self._around_star(words, at, marks), strict=True)))
        inside = (spans.first >= 0) & ~words.stopped(np.maximum(spans.first, 0), at[spans.row])
        return _best(self._look_up(spans.take(np.flatnonzero(inside)), words, at, languages), len(at))

    def _whole(self, words: Words, at: NDArray[Any], marks: Hashes) -> _Spans:
        """Return the spans that may be phrases without a star."""
        one, more = (np.flatnonzero(marks & mark > 0) for mark in self._ends)
        longer = more[at[more] > 1]
        last = words.hashes_of(at[longer] - 2, at[longer] - 1)
        row, length = self._lengths(one, more, longer[self._long_ends.maybe(last)])
        return _Spans(row, at[row] - length, at[row] - 1, length * _LENGTH + _PLAIN, np.full_like(row, -1))

    def _lengths(self, one: Ints, two: Ints, more: Ints) -> tuple[Ints, Ints]:
        """Return look-ups with the number of words to look up: those that may find one word, two, and more."""
        lengths = np.arange(LONG, self._most + 1)
        row = np.concatenate([one, two, np.repeat(more, len(lengths))])
        length = np.repeat([1, 2], [len(one), len(two)])
        return row, np.concatenate([length, np.tile(lengths, len(more))]) if len(more) else length

    def _around_star(self, words: Words, at: NDArray[Any], marks: Hashes) -> _Spans:
        """Return what stands before one or two words that a star may stand for, and those behind it."""
        row, tail, starred = self._stars(at, marks)
        hit = np.flatnonzero(self._edges.ends.at(words, at[row] - 1 - starred - tail) & self._heads > 0)
        at_hit, shape = (np.ravel(grid) for grid in np.meshgrid(hit, np.arange(len(self._shapes)), indexing="ij"))
        fits = self._shapes[shape, 0] == tail[at_hit]
        (tail, head), hit = self._shapes[shape[fits]].T, at_hit[fits]
        row, length = row[hit], head + starred[hit] + tail
        first = at[row] - length
        return _Spans(row, first, first + head - 1, length * _LENGTH - tail * _TAIL - head * _HEAD, tail)

    def _stars(self, at: NDArray[Any], marks: Hashes) -> tuple[Ints, Ints, Ints]:
        """Return look-ups, each with the number of words that may stand behind a star, and for it."""
        tailed, tails = np.flatnonzero(marks & self._tails > 0), np.unique(self._shapes[:, 0])
        rows = [tailed if tail else np.arange(len(at)) for tail in tails.tolist()]
        row = np.tile(np.concatenate(rows), MAX_STARRED)
        tail = np.tile(np.repeat(tails, list(map(len, rows))), MAX_STARRED)
        starred = np.repeat(np.arange(MAX_STARRED) + 1, len(row) // MAX_STARRED)
        inside = np.flatnonzero(at[row] > starred + tail)
        return row[inside], tail[inside], starred[inside]

    def _look_up(self, spans: _Spans, words: Words, at: NDArray[Any], languages: NDArray[Any]) -> _Hits:
        """Look spans up, as they stand and without the letters that may be proclitics."""
        behind, letters = self._edges.ends.behind_proclitics(words, spans.first)
        some = spans.take(np.concatenate([np.arange(len(spans.row)), behind]))
        glued = np.concatenate([np.zeros_like(spans.row), letters])
        language = languages[some.row]
        bare = words.hashes_of(spans.first, spans.last)
        further = words.hashes(words.at[spans.first[behind]] + letters, words.stops[spans.last[behind]])
        hashes = salted(np.concatenate([bare, further]), language)
        starred = np.flatnonzero(some.tail >= 0)
        if len(starred):
            end, tail = at[some.row[starred]], some.tail[starred]
            tails = np.where(tail > 0, words.hashes_of(end - tail, end - 1), _NOTHING)
            hashes[starred] = _pair(hashes[starred], salted(tails, language[starred]))
        hit, number = self._table.hits(hashes)
        return _Hits(some.row[hit], self._numbers[number], some.first[hit], glued[hit], (some.rank - glued)[hit])

    def after(self, words: Words, at: NDArray[Any], languages: NDArray[Any], *, stop: bool = True) -> Found:
        """Return the longest phrase that begins right after each word; with `stop` no comma stands before or in it."""
        if not len(words) or not len(at):
            return _nothing(len(at))
        ends = words.stopped if stop else words.broken
        marks = self._edges.begins.at(words, np.minimum(at + 1, len(words) - 1))
        one, more = (np.flatnonzero(marks & mark > 0) for mark in self._begins)
        longer = more[at[more] + 2 < len(words)]
        first = words.hashes_of(at[longer] + 1, at[longer] + 2)
        row, length = self._lengths(one, more, longer[self._long_begins.maybe(first)])
        last = at[row] + length
        within = np.flatnonzero(last < len(words))
        within = within[~ends(at[row[within]], last[within])]
        row, last = row[within], last[within]
        hit, number = self._table.hits(salted(words.hashes_of(at[row] + 1, last), languages[row]))
        row, last = row[hit], last[hit]
        return _best(_Hits(row, self._numbers[number], last, 0, last - at[row]), len(at))


# The longest phrase counts; of equal ones that without a star, with less behind and before it, with less glued to it.
_HEAD = 1 << 4
_TAIL = _HEAD << 6
_PLAIN = _TAIL << 6
_LENGTH = _PLAIN << 1


def _nothing(size: int) -> Found:
    return Found(np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int64))


def _best(hits: _Hits, size: int) -> Found:
    """Return for each look-up what has the highest rank."""
    found = _nothing(size)
    best_last = np.argsort(hits.rank, kind="stable")
    row = hits.row[best_last]  # of several for one row the last written stays
    found.phrase[row], found.word[row] = hits.number[best_last], hits.word[best_last]
    found.glued[row] = hits.glued if isinstance(hits.glued, int) else hits.glued[best_last]
    return found


_NOTHING = hash_texts([""])[0]


def _pair(heads: Hashes, tails: Hashes) -> Hashes:
    return heads * _PAIR + tails


def _around_star(phrase: str) -> tuple[str, str]:
    words = phrase.split()
    star = words.index(STAR)
    return " ".join(words[:star]), " ".join(words[star + 1 :])


def _head(phrase: str) -> str:
    return _around_star(phrase)[0]


def _tail(phrase: str) -> str:
    return _around_star(phrase)[1]
