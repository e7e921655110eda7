"""Many phrases, found at given words of a text all at once.

A phrase is known by the hash of its folded words. Each language has its own: the hash is mixed with the language's.
Arabic glues conjunctions and prepositions to the next word, so a phrase before a name is also found behind its
proclitics: "وبمحافظة" holds the phrase "محافظة".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.folding import codes_of
from disputemap.words import CONJUNCTIONS, PREPOSITIONS, Spans

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from disputemap.folding import Codes
    from disputemap.words import Bools, Hashes, Ints, Words

MAX_STARRED = 2
STAR = "*"
_SEEN_BITS = 19
_LAST = np.uint64((1 << 64) - 1)
_SALT = 0xD6E8FEB86659FD93
_PAIR = np.uint64(0xA24BAED4963EE407)
_WORD = re.compile(r"[^\W_]+")


class HashTable:
    """A set of hashes: which of many it holds, and as which number; of equal ones the first counts.

    Most of what is asked for is not there, so the first look is at a table that a processor's cache holds: whether any
    hash begins with the same bits. What is left is searched for among the few that share these.
    """

    def __init__(self, hashes: Hashes) -> None:
        self._sorted, self._number = np.unique(np.append(hashes, _LAST), return_index=True)
        self._number[self._number == len(hashes)] = -1  # the closing one, unless it is among the hashes
        self._seen = np.zeros(1 << _SEEN_BITS, dtype=bool)
        self._seen[_top(hashes, _SEEN_BITS)] = True
        self._bits = max(len(hashes).bit_length(), 1)
        buckets = np.arange(1 << self._bits, dtype=np.uint64) << np.uint64(64 - self._bits)
        self._bucket = np.searchsorted(self._sorted, buckets)

    def maybe(self, hashes: Hashes) -> Bools:
        """Tell which hashes may be in the table: a quick look that errs on the side of yes."""
        return np.take(self._seen, _top(hashes, _SEEN_BITS), mode="wrap")

    def find(self, hashes: Hashes) -> Ints:
        """Return the number of each hash, -1 where the table lacks it."""
        found = np.full(len(hashes), -1, dtype=np.int64)
        rows, numbers = self.hits(hashes)
        found[rows] = numbers
        return found

    def hits(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Return which hashes are in the table, in their order, and the numbers of these."""
        rows = np.flatnonzero(self.maybe(hashes))
        wanted = hashes[rows]
        place = self._bucket[_top(wanted, self._bits)]
        ahead = np.flatnonzero(self._sorted[place] < wanted)
        while len(ahead):  # as often as there are hashes in the fullest bucket: a handful of times
            place[ahead] += 1
            ahead = ahead[self._sorted[place[ahead]] < wanted[ahead]]
        same = (self._sorted[place] == wanted) & (self._number[place] >= 0)
        return rows[same], self._number[place[same]]


def _top(hashes: Hashes, bits: int) -> Ints:
    """Return the first bits of hashes, as positions in a table."""
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def salted(hashes: Hashes, languages: NDArray[Any]) -> Hashes:
    """Mix hashes with numbers of languages."""
    return hashes ^ ((languages.astype(np.uint64) + np.uint64(1)) * np.uint64(_SALT))


def plain_words(text: str) -> str:
    """Return a folded text with nothing but its words, a space between them."""
    return " ".join(_WORD.findall(text))


def hash_texts(texts: Sequence[str]) -> Hashes:
    """Return the hash of each folded phrase, as a span of `Words` that reads the same has it."""
    plain = [plain_words(text) for text in texts]
    ends = np.cumsum([len(text) + 1 for text in plain], dtype=np.int64) - 1
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)
    return Spans(codes_of(" ".join([*plain, ""]))).hashes(starts[: len(ends)], ends)


class Found(NamedTuple):
    """Phrases found, a row a look-up: number of the phrase (-1 none), its outermost word, letters glued before it."""

    phrase: Ints
    word: Ints
    glued: Ints


class PhraseTable:
    """Phrases of several languages, to be found beside words.

    Parameters
    ----------
    entries
        (number of the language, folded phrase) for each; a phrase is answered by its position here. A phrase before a
        name may hold one `*`, not at its beginning, which stands for one or two words: "directorate of * in". Of equal
        entries the first counts.
    """

    def __init__(self, entries: Sequence[tuple[int, str]]) -> None:
        self.entries = tuple(entries)
        plain = [index for index, (_, phrase) in enumerate(entries) if STAR not in phrase.split()]
        several = [index for index in plain if " " in entries[index][1]]
        self._plain = _Numbered(self._hash(plain, str), plain)
        self._firsts = HashTable(self._hash(several, _first))
        self._lasts = HashTable(self._hash(several, _last))
        self._starred = self._starred_by_shape()
        self._most = max((len(entries[index][1].split()) for index in plain), default=0)
        self._most_starred = max((head + tail + MAX_STARRED for head, tail in self._starred), default=0)

    def _starred_by_shape(self) -> dict[tuple[int, int], _Starred]:
        """Return the phrases with a star, by how many words stand before it and behind it."""
        shapes: dict[tuple[int, int], list[int]] = {}
        for index, (_, phrase) in enumerate(self.entries):
            if STAR in phrase.split():
                head, tail = _around_star(phrase)
                shapes.setdefault((len(tail.split()), len(head.split())), []).append(index)
        return {
            (head, tail): _Starred(
                _Numbered(_pair(self._hash(rows, _head), self._hash(rows, _tail)), rows),
                HashTable(self._hash(rows, _tail)),
            )
            for (tail, head), rows in sorted(shapes.items())
        }

    def _hash(self, indexes: Sequence[int], part: Callable[[str], str]) -> Hashes:
        languages = np.array([self.entries[index][0] for index in indexes], dtype=np.int64)
        return salted(hash_texts([part(self.entries[index][1]) for index in indexes]), languages)

    def before(self, words: Words, at: NDArray[Any], languages: NDArray[Any]) -> Found:
        """Return the longest phrase that ends right before each word, also behind proclitics."""
        search = _Search(words, languages, len(at))
        there = np.flatnonzero((at > 0) & ~words.stopped(np.maximum(at - 1, 0), at))
        multi = there[self._lasts.maybe(search.hashes(there, at[there] - 1, at[there] - 1))]
        for count in range(max(self._most, self._most_starred), 0, -1):
            plain = self._reaching(count, there if count == 1 else multi, at, search)
            search.behind_clitics(plain, at[plain] - count, at[plain] - 1, self._plain)
            starred = [shape for shape in self._starred if 1 <= count - sum(shape) <= MAX_STARRED]
            rows = self._reaching(count, there if starred else there[:0], at, search)
            for shape in starred:
                search.around_star(rows, at[rows], count, shape, self._starred[shape])
        return search.found()

    @staticmethod
    def _reaching(count: int, rows: Ints, at: NDArray[Any], search: _Search) -> Ints:
        """Return the rows that have found nothing yet, and have so many words before them in the same clause."""
        rows = rows[(search.phrase[rows] < 0) & (at[rows] >= count)]
        return rows[~search.words.stopped(at[rows] - count, at[rows])]

    def after(self, words: Words, at: NDArray[Any], languages: NDArray[Any], *, stop: bool = True) -> Found:
        """Return the longest phrase that begins right after each word; with `stop` no comma stands before or in it."""
        search = _Search(words, languages, len(at))
        ends = words.stopped if stop else words.broken
        first = at + 1
        there = np.flatnonzero(first < len(words))
        there = there[~ends(at[there], first[there])]
        multi = np.zeros(len(at), dtype=bool)
        multi[there] = self._firsts.maybe(search.hashes(there, first[there], first[there]))
        for count in range(self._most, 0, -1):
            rows = there if count == 1 else there[multi[there]]
            rows = rows[(search.phrase[rows] < 0) & (at[rows] + count < len(words))]
            rows = rows[~ends(at[rows], at[rows] + count)]
            numbers = self._plain.find(search.hashes(rows, first[rows], at[rows] + count))
            search.note(rows, numbers, at[rows] + count, 0)
        return search.found()

    def single(self, words: Words, at: NDArray[Any], languages: NDArray[Any]) -> Ints:
        """Return which phrase each word is by itself, without anything glued to it; -1 none."""
        return self._plain.find(salted(words.hashes(words.at[at], words.at[at] + words.lengths[at]), languages))


class _Numbered:
    """A hash table that answers with numbers given from outside."""

    def __init__(self, hashes: Hashes, numbers: Sequence[int]) -> None:
        self._table = HashTable(hashes)
        self._numbers = np.array([*numbers, -1], dtype=np.int64)

    def find(self, hashes: Hashes) -> Ints:
        return self._numbers[self._table.find(hashes)]


class _Starred(NamedTuple):
    """Phrases with a star in one place: by what stands around it; and what stands behind it, for a quick look."""

    pairs: _Numbered
    tails: HashTable


class _Search:
    """One look-up for many words: what has been found so far."""

    def __init__(self, words: Words, languages: NDArray[Any], size: int) -> None:
        self.words, self.languages = words, languages
        self.phrase = np.full(size, -1, dtype=np.int64)
        self.word = np.full(size, -1, dtype=np.int64)
        self.glued = np.zeros(size, dtype=np.int64)

    def found(self) -> Found:
        return Found(self.phrase, self.word, self.glued)

    def hashes(self, rows: Ints, firsts: NDArray[Any], lasts: NDArray[Any], offset: int = 0) -> Hashes:
        words = self.words
        plain = words.hashes(words.at[firsts] + offset, words.at[lasts] + words.lengths[lasts])
        return salted(plain, self.languages[rows])

    def note(self, rows: Ints, numbers: Ints, outermost: NDArray[Any], glued: int) -> None:
        hit = numbers >= 0
        self.phrase[rows[hit]], self.word[rows[hit]], self.glued[rows[hit]] = numbers[hit], outermost[hit], glued

    def behind_clitics(
        self, rows: Ints, firsts: NDArray[Any], lasts: NDArray[Any], table: _Numbered, tails: Hashes | None = None
    ) -> None:
        """Look a span up as it stands, then without one proclitic, then without two; `tails` stand behind a star."""
        for glued in (0, 1, 2):
            left = np.flatnonzero(self.phrase[rows] < 0)
            left = left if not glued else left[_opens(self.words, firsts[left], glued)]
            hashes = self.hashes(rows[left], firsts[left], lasts[left], glued)
            hashes = hashes if tails is None else _pair(hashes, tails[left])
            self.note(rows[left], table.find(hashes), firsts[left], glued)

    def around_star(self, rows: Ints, at: NDArray[Any], count: int, shape: tuple[int, int], phrases: _Starred) -> None:
        """Look for phrases that stand before words `at`, with a star in one place, and are `count` words long."""
        head, tail = shape
        ends = self.hashes(rows, at - tail, at - 1) if tail else salted(hash_texts([""]), self.languages[rows])
        left = np.flatnonzero(phrases.tails.maybe(ends))
        firsts = at[left] - count
        self.behind_clitics(rows[left], firsts, firsts + head - 1, phrases.pairs, ends[left])


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


def _first(phrase: str) -> str:
    return phrase.split(maxsplit=1)[0]


def _last(phrase: str) -> str:
    return phrase.rsplit(maxsplit=1)[-1]


def _around_star(phrase: str) -> tuple[str, str]:
    words = phrase.split()
    star = words.index(STAR)
    return " ".join(words[:star]), " ".join(words[star + 1 :])


def _head(phrase: str) -> str:
    return _around_star(phrase)[0]


def _tail(phrase: str) -> str:
    return _around_star(phrase)[1]
