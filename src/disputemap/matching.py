"""Names -> Matcher: find all known names of a text in one pass over its words, and what is glued to them.

A name counts only as whole words, less the proclitics of Arabic (و ف ب ل ك ال and their combinations) and the suffixes
of Sorani and English, and these come off only when what remains is a known name. So "وكركوك" holds Kirkuk, "العراقية"
holds nothing and "كلار" is Kalar, not "like Lar".

All distinct words are looked up at once by their hashes (`words.Spans`), as they stand and behind each run of letters
that may be proclitics; then, wherever a word begins a name of several, the words that follow it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.affixes import (
    ARABIC_CLITICS,
    CLITICS,
    GLUED,
    SORANI_PREFIXES,
    SORANI_SUFFIXES,
    Endings,
    Starts,
    is_spoken,
    starts_of,
    with_suffix,
)
from disputemap.hashes import HashTable, hash_plain, plain_words
from disputemap.spots import Openings, find_spots
from disputemap.words import ARTICLE, without_last

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.words import Bools, Hashes, Ints, Words

__all__ = ["CLITICS", "SORANI_PREFIXES", "SORANI_SUFFIXES", "Matcher", "Matches", "without_overlaps"]

LAM = "ل"
NISBA_ENDINGS = ("يه", "ي")
MIN_GLUED_LETTERS = 3
MIN_RARE_GLUED_LETTERS = 4
RARE_CLITICS = frozenset("فك")
MIN_JOINED_LETTERS = 6  # a name of several words may be written as one (TalAfar, تلعفر) when it is this long
MOST_GLUED = int(GLUED.max())
ROUNDS = 3  # of choosing among overlapping matches all at once, before it is done one by one


class Matches(NamedTuple):
    """Known names in a text, a row each: words `first` to `last`, and which key of the matcher they are.

    `glued` letters stand before the name in its first word: `clitics` says which (a position in `CLITICS`); `cut`
    letters stand behind it in its last word.
    """

    first: Ints
    last: Ints
    glued: Ints
    cut: Ints
    key: Ints
    clitics: Ints

    def take(self, rows: Ints) -> Matches:
        """Return some of the rows."""
        return Matches(*(column.take(rows) for column in self))


class _Spans(NamedTuple):
    """Spans that may be names: where they start, in which word and where in the stream they end, and their hashes."""

    starts: Starts
    last: Ints
    stops: Ints
    hashes: Hashes

    @classmethod
    def of(cls, starts: Starts, last: Ints, words: Words) -> _Spans:
        """Return the spans from starts to the ends of words."""
        stops = words.stops.take(last)
        return cls(
            starts,
            last,
            stops,
            words.behind(words.hashes_of(starts.word, last), starts.word, GLUED.take(starts.clitics)),
        )

    def less(self, cut: int, rows: Ints, words: Words) -> _Spans:
        """Return some of the spans less their last letters, where any is left."""
        rows = rows[self.stops[rows] - self.starts.begin[rows] > cut]
        starts, stops = self.starts.take(rows), self.stops[rows]
        left = stops - cut
        hashes = without_last(self.hashes[rows], words.endings(stops, cut)[-1], left - starts.begin)
        return _Spans(starts, self.last[rows], left, hashes)


class _Patterns(NamedTuple):
    """What to look for, an entry each: the text, the key it stands for, and how it may be glued to."""

    text: tuple[str, ...]
    key: Ints
    assimilated: Bools  # the name with its article behind the preposition ل (للعراق)
    latin: Bools
    definite: Bools  # bears its own article
    nisba: Bools
    letters: Ints
    words: Ints


class Matcher:
    """All keys, ready to be found; equal keys count once. Keys are folded."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(sorted(set(keys)))
        self._patterns = _patterns(self.keys)
        single = np.flatnonzero(self._patterns.words == 1)
        several = np.flatnonzero(self._patterns.words > 1)
        hashes = hash_plain(self._patterns.text)
        self._single, self._several = _Part(hashes, single), _Part(hashes, several)
        self._openings = Openings([self._patterns.text[row].split() for row in several])
        self._most = int(self._patterns.words.max(initial=1))

    def find(self, words: Words, sorani: Bools) -> Matches:
        """Return all keys in a text, also where they overlap.

        Parameters
        ----------
        words
            The words of the folded text.
        sorani
            Which of them stand in Sorani.
        """
        if not len(words):
            return _concatenated([])
        endings = Endings(words, sorani)
        spans = _within_words(words, arabic=not sorani.all(), sorani=bool(sorani.any()))
        single = self._allowed(self._single.find(spans, endings.spelled[spans.last], words))
        rows, number = self._openings.table.hits(spans.hashes)
        openings = spans.starts.take(rows)
        spots = find_spots(single.first, self._openings.links(openings.word, number, endings, words), words)
        row, word = words.vocabulary.occurrences(single.first, spots.single)
        fits = np.flatnonzero(is_spoken(single.clitics[row], sorani[word]) & endings.fit(word, single.cut[row]))
        single, word = single.take(row[fits]), word[fits]
        openings = openings.at(spots.opening, words, sorani)
        several = _concatenated([*self._longer(openings, spots.goes_on, words, endings)])
        return _concatenated([single._replace(first=word, last=word), self._allowed(several)])

    def _longer(self, starts: Starts, goes_on: Bools, words: Words, endings: Endings) -> Iterator[Matches]:
        """Yield the patterns of several words that begin at some starts, those of two words first."""
        last = starts.word + 1
        for _ in range(1, self._most):
            spans = _Spans.of(starts, last, words)
            yield self._several.find(spans, endings.lengths(last), words)
            further = np.flatnonzero(self._openings.table.maybe(spans.hashes))
            further = further[goes_on[last[further]]]
            if not len(further):
                return
            starts, last = starts.take(further), last[further] + 1

    def _allowed(self, found: Matches) -> Matches:
        """Leave out what may not be glued to its name, and answer with keys instead of patterns."""
        patterns, pattern = self._patterns, found.key
        shape = _CLITIC_SHAPES.of(found.clitics)
        glued = found.glued > 0
        latin = patterns.latin[pattern]
        refused = glued & latin
        refused |= ~latin & (found.cut > 0) & (shape.arabic & glued)
        refused |= patterns.assimilated[pattern] & ~shape.only_lam
        refused |= shape.article & (patterns.definite[pattern] | patterns.nisba[pattern])
        least = np.where(shape.rare, MIN_RARE_GLUED_LETTERS, MIN_GLUED_LETTERS)
        refused |= glued & (patterns.letters[pattern] < least)
        kept = found.take(np.flatnonzero(~refused))
        return kept._replace(key=patterns.key[kept.key])


class _Part:
    """Some of the patterns, by hash, answered by their positions among all."""

    def __init__(self, hashes: Hashes, rows: Ints) -> None:
        self._table, self._rows = HashTable(hashes[rows]), rows

    def find(self, spans: _Spans, suffixes: NDArray[np.uint32], words: Words) -> Matches:
        """Return the spans that are patterns, as they stand or less a suffix; `key` is the pattern.

        `suffixes` is what `Endings` says of their last words.
        """
        found = [self._matches(spans, 0)]
        found.extend(self._matches(spans.less(cut, rows, words), cut) for rows, cut in with_suffix(suffixes))
        return _concatenated(found)

    def _matches(self, spans: _Spans, cut: int) -> Matches:
        hit, number = self._table.hits(spans.hashes)
        word, _, clitics = spans.starts.take(hit)
        return Matches(word, spans.last[hit], GLUED[clitics], np.full(len(hit), cut), self._rows[number], clitics)


def _within_words(words: Words, *, arabic: bool, sorani: bool) -> _Spans:
    """Return all that may be names within the distinct words; numbers of these stand for words."""
    starts, hashes = starts_of(words, arabic=arabic, sorani=sorani)
    return _Spans(starts, starts.word, words.distinct.stops.take(starts.word), hashes)


def _concatenated(parts: Sequence[Matches]) -> Matches:
    if not parts:
        return Matches(*(np.zeros(0, dtype=np.int64) for _ in Matches._fields))
    return Matches(*map(np.concatenate, zip(*parts, strict=True)))


class _Shapes(NamedTuple):
    """What holds of clitics, by their position in `CLITICS`."""

    arabic: Bools
    article: Bools
    only_lam: Bools
    rare: Bools

    def of(self, clitics: Ints) -> _Shapes:
        return _Shapes(*(column[clitics] for column in self))


_CLITIC_SHAPES = _Shapes(
    np.array([index < len(ARABIC_CLITICS) for index, _ in enumerate(CLITICS)]),
    np.array([ARTICLE in parts for parts in CLITICS]),
    np.array([*(parts[1:] == (LAM, "") for parts in ARABIC_CLITICS), *(False for _ in SORANI_PREFIXES)]),
    np.array([not RARE_CLITICS.isdisjoint(parts) for parts in CLITICS]),
)


def _patterns(keys: Sequence[str]) -> _Patterns:
    """Return all ways in which keys are written: as they stand, behind ل without their alef, several words as one."""
    plain = list(map(plain_words, keys))
    taken = set(plain)
    joined = [(text.replace(" ", ""), number) for number, text in enumerate(plain) if " " in text]
    joined = [row for row in joined if len(row[0]) >= MIN_JOINED_LETTERS and row[0] not in taken]
    lam = [(LAM + text[2:], number) for number, text in enumerate(plain) if text.startswith(ARTICLE)]
    rows = [*((text, number) for number, text in enumerate(plain) if text), *joined, *lam]
    texts = tuple(text for text, _ in rows)
    assimilated = np.arange(len(rows)) >= len(rows) - len(lam)
    return _Patterns(
        texts,
        np.array([number for _, number in rows], dtype=np.int64),
        assimilated,
        np.array(list(map(str.isascii, texts)), dtype=bool),
        np.array([text.startswith(ARTICLE) for text in texts], dtype=bool) | assimilated,
        np.array([text.endswith(NISBA_ENDINGS) for text in texts], dtype=bool),
        np.array(list(map(len, texts)), dtype=np.int64),
        np.array([text.count(" ") + 1 for text in texts], dtype=np.int64),
    )


def without_overlaps(found: Matches, words: Words) -> Matches:
    """Keep the longest of matches that share words; of equal ones, the one with less glued to it. In text order."""
    begins = found.first * (MOST_GLUED + 1) + found.glued
    found = found.take(np.argsort(begins * (found.key.max(initial=0) + 1) + found.key, kind="stable"))
    rows = np.flatnonzero(_sharing(found))
    kept = np.ones(len(found.key), dtype=bool)
    kept[rows] = False
    rivals = found.take(rows)
    letters = words.stops[rivals.last] - rivals.cut - words.at[rivals.first] - rivals.glued
    worth = (letters * (MOST_GLUED + 1) - rivals.glued) * len(rows) + np.arange(len(rows), 0, -1)
    kept[rows[_choose(rivals.first, rivals.last, worth, len(words))]] = True
    return found.take(np.flatnonzero(kept))


def _sharing(found: Matches) -> Bools:
    """Mark the matches that share a word with another; they are in text order."""
    sharing = np.zeros(len(found.first), dtype=bool)
    sharing[1:] = found.first[1:] <= np.maximum.accumulate(found.last)[:-1]
    sharing[:-1] |= found.first[1:] <= found.last[:-1]
    return sharing


def _choose(first: Ints, last: Ints, worth: Ints, size: int) -> Bools:
    """Mark the spans that one gets by taking each, the most worth first, whose words (of `size`) are all free.

    A span that is worth most at each of its words is taken, whatever becomes of others; so all such are taken at once,
    and after a few rounds hardly any are left. These come one by one: names in a row may each hang on the one before.
    """
    chosen, taken = np.zeros(len(first), dtype=bool), np.zeros(size, dtype=bool)
    best = np.empty(size, dtype=np.int64)
    left = np.arange(len(first))
    for _ in range(ROUNDS):
        word, owner = _words_of(first[left], last[left])
        of_word = worth[left].take(owner)
        best[word] = 0
        np.maximum.at(best, word, of_word)
        beaten = _any(best[word] != of_word, owner, len(left))
        chosen[left[~beaten]] = True
        taken[word[~beaten[owner]]] = True
        left = left[~_any(taken[word], owner, len(left))]
    for row in left[np.argsort(-worth[left])].tolist():
        span = slice(first[row], last[row] + 1)
        if not taken[span].any():
            taken[span] = chosen[row] = True
    return chosen


def _words_of(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return the words of spans, and which span each belongs to."""
    counts = last - first + 1
    owner = np.repeat(np.arange(len(first)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(len(owner)) + (first - before)[owner], owner


def _any(flags: Bools, owner: Ints, size: int) -> Bools:
    """Tell which of `size` owners have a flag set."""
    return np.bincount(owner[flags], minlength=size) > 0
