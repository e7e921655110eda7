"""Many phrases, found at given words of a text all at once.

A phrase is known by the hash of its folded words. Each language has its own: the hash is mixed with the language's.
Arabic glues conjunctions and prepositions to the next word, so a phrase before a name is also found behind its
proclitics: "وبمحافظة" holds the phrase "محافظة".

Spans are looked up only where a quick look at the word beside the name lets them through (`edges`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.edges import MAX_GLUED, Edges, EdgeWords, opens_with_proclitics
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

    Of the phrases found for one look-up, that of the highest rank counts.
    """

    row: Ints
    first: Ints
    last: Ints
    rank: Ints

    def take(self, rows: NDArray[Any]) -> _Spans:
        return _Spans(self.row[rows], self.first[rows], self.last[rows], self.rank[rows])


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
    """

    def __init__(self, entries: Sequence[tuple[int, str]], edges: Edges | None = None) -> None:
        self.entries = tuple(entries)
        words = [plain_words(phrase).split() for _, phrase in entries]
        starred = [index for index, (_, phrase) in enumerate(entries) if STAR in phrase.split()]
        plain = sorted({index for index, words_ in enumerate(words) if words_}.difference(starred))
        one, more = ([words[at] for at in plain if (len(words[at]) > 1) is several] for several in (False, True))
        around = [[plain_words(part).split() for part in _around_star(self.entries[index][1])] for index in starred]
        self._plain = _Numbered(self._hash(plain, str), plain)
        self._starred = _Numbered(_pair(self._hash(starred, _head), self._hash(starred, _tail)), starred)
        self._shapes = sorted({(len(tail), len(head)) for head, tail in around})
        self._most = max((len(words[index]) for index in plain), default=1)
        begins, ends = self._edges = edges or Edges(EdgeWords(), EdgeWords())
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
        if not len(words):
            return _nothing(len(at))
        marks = self._edges.ends.at(words, at - 1)
        one, more = (np.flatnonzero(marks & mark) for mark in self._ends)
        longer = more[at[more] > 1]
        last = words.hashes(words.at[at[longer] - 2], words.stops[at[longer] - 1])
        row, length = self._lengths(one, more, longer[self._long_ends.maybe(last)])
        first = at[row] - length
        spans = _Spans(row, first, at[row] - 1, length * _LENGTH + _PLAIN)
        spans = _within_clause(spans, at, words)
        hits = _look_up(spans, self._plain, words, languages)
        if self._shapes:
            hits += self._around_star(words, at, languages, marks)
        return _best(hits, len(at))

    def _lengths(self, one: Ints, two: Ints, more: Ints) -> tuple[Ints, Ints]:
        """Return look-ups with the number of words to look up: those that may find one word, two, and more."""
        lengths = np.arange(LONG, self._most + 1)
        row = np.concatenate([one, two, np.repeat(more, len(lengths))])
        return row, np.concatenate([np.ones_like(one), np.full_like(two, 2), np.tile(lengths, len(more))])

    def _around_star(self, words: Words, at: NDArray[Any], languages: NDArray[Any], marks: Hashes) -> list[_Hits]:
        """Return the phrases with a star that end right before words."""
        hits = []
        gaps = [(starred, tail) for starred in range(1, MAX_STARRED + 1) for tail in {tail for tail, _ in self._shapes}]
        for starred, tail in gaps:
            row = np.flatnonzero(marks & self._tails) if tail else np.arange(len(at))
            row = row[at[row] > starred + tail]
            row = row[self._edges.ends.at(words, at[row] - 1 - starred - tail) & self._heads > 0]
            for head in (head for tail_, head in self._shapes if tail_ == tail):
                length = head + starred + tail
                first = at[row] - length
                rank = np.full_like(row, length * _LENGTH - tail * _TAIL - head * _HEAD)
                spans = _within_clause(_Spans(row, first, first + head - 1, rank), at, words)
                if len(spans.row):
                    hits += _look_up(spans, self._starred, words, languages, _tails(spans, tail, at, words, languages))
        return hits

    def after(self, words: Words, at: NDArray[Any], languages: NDArray[Any], *, stop: bool = True) -> Found:
        """Return the longest phrase that begins right after each word; with `stop` no comma stands before or in it."""
        if not len(words):
            return _nothing(len(at))
        ends = words.stopped if stop else words.broken
        marks = self._edges.begins.at(words, (at + 1) % len(words))
        one, more = (np.flatnonzero(marks & mark) for mark in self._begins)
        longer = more[at[more] + 2 < len(words)]
        first = words.hashes(words.at[at[longer] + 1], words.stops[at[longer] + 2])
        row, length = self._lengths(one, more, longer[self._long_begins.maybe(first)])
        last = at[row] + length
        within = np.flatnonzero(last < len(words))
        within = within[~ends(at[row[within]], last[within])]
        row, last = row[within], last[within]
        hit, number = self._plain.hits(salted(words.hashes(words.at[at[row] + 1], words.stops[last]), languages[row]))
        row, last = row[hit], last[hit]
        return _best([_Hits(row, number, last, np.zeros_like(row), last - at[row])], len(at))


class _Numbered:
    """A hash table that answers with numbers given from outside."""

    def __init__(self, hashes: Hashes, numbers: Sequence[int]) -> None:
        self._table = HashTable(hashes)
        self._numbers = np.array([*numbers, -1], dtype=np.int64)

    def hits(self, hashes: Hashes) -> tuple[Ints, Ints]:
        rows, numbers = self._table.hits(hashes)
        return rows, self._numbers[numbers]


# The longest phrase counts; of equal ones that without a star, with less behind and before it, with less glued to it.
_HEAD = 1 << 4
_TAIL = _HEAD << 6
_PLAIN = _TAIL << 6
_LENGTH = _PLAIN << 1


def _within_clause(spans: _Spans, at: NDArray[Any], words: Words) -> _Spans:
    """Leave out spans that begin before the text, or before a comma or the end of a sentence."""
    inside = ~words.stopped(np.maximum(spans.first, 0), at[spans.row])
    return spans.take(np.flatnonzero(inside & (spans.first >= 0)))


def _look_up(
    spans: _Spans, table: _Numbered, words: Words, languages: NDArray[Any], tails: Hashes | None = None
) -> list[_Hits]:
    """Look spans up, as they stand and without the letters that may be proclitics; `tails` stand behind a star."""
    found = []
    for glued in range(MAX_GLUED + 1):
        if glued:
            opening = np.flatnonzero(opens_with_proclitics(words, spans.first, glued))
            some, behind = spans.take(opening), tails if tails is None else tails[opening]
        else:
            some, behind = spans, tails
        hashes = words.hashes(words.at[some.first] + glued, words.stops[some.last])
        hashes = salted(hashes, languages[some.row])
        hit, number = table.hits(hashes if behind is None else _pair(hashes, behind))
        some = some.take(hit)
        found.append(_Hits(some.row, number, some.first, np.full_like(hit, glued), some.rank - glued))
    return found


def _tails(spans: _Spans, tail: int, at: NDArray[Any], words: Words, languages: NDArray[Any]) -> Hashes:
    """Return the hashes of what stands behind the stars of spans: so many words right before `at`."""
    end = at[spans.row]
    if not tail:
        return salted(np.full(len(end), _NOTHING), languages[spans.row])
    return salted(words.hashes(words.at[end - tail], words.stops[end - 1]), languages[spans.row])


def _nothing(size: int) -> Found:
    return Found(np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int64))


def _best(hits: Sequence[_Hits], size: int) -> Found:
    """Return for each look-up what has the highest rank."""
    found, several = _nothing(size), _Hits(*map(np.concatenate, zip(*hits, strict=True)))
    best_last = np.argsort(several.rank, kind="stable")
    row = several.row[best_last]  # of several for one row the last written stays
    found.phrase[row], found.word[row] = several.number[best_last], several.word[best_last]
    found.glued[row] = several.glued[best_last]
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
