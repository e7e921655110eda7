"""Names that meet a text only because folding makes letters of Sorani and Arabic one.

Folding lets a name be found in any spelling. It also lets words meet that nobody would confuse: سنة is a year, سنە a
town; بەرز is "high", and its vowel is not the consonant of the town بهرز; ڕێگا is a road, ڕیگا a capital.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.codepoints import is_alnum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.codepoints import Codes
    from disputemap.words import Bools, Ints

LATIN_END = 0x250  # Latin letters come before
SORANI_LETTERS = frozenset("ەێۆڕڵڤ")
VOWEL = "ە"
WEAK_VOWELS = "ێۆ"
SHORT = 4
_FIRST, _LAST = (ord(edge(SORANI_LETTERS)) for edge in (min, max))
_IS_SORANI = np.zeros(_LAST + 2, dtype=bool)  # the last entry is for all beyond
_IS_SORANI[[ord(letter) for letter in SORANI_LETTERS]] = True


class Spans(NamedTuple):
    """n names in a text: where each begins and ends, and whether it stands in Sorani."""

    start: Ints
    end: Ints
    sorani: Bools

    def take(self, rows: Ints) -> Spans:
        """Return some of the names."""
        return Spans(self.start[rows], self.end[rows], self.sorani[rows])

    def holding(self, positions: Ints) -> Ints:
        """Count the positions that lie within each name."""
        if not len(positions):
            return np.zeros(len(self.end), dtype=np.int64)
        return np.searchsorted(positions, self.end) - np.searchsorted(positions, self.start)


class SoraniLetters(NamedTuple):
    """Where a text has letters that only Sorani has, which they are, and whether their words go on behind them."""

    at: Ints
    letter: Codes
    inner: Bools

    @classmethod
    def of(cls, source: Codes) -> SoraniLetters:
        """Return those of a text."""
        near = np.flatnonzero(source >= _FIRST)  # hardly any letter outside Sorani
        at = near[_IS_SORANI.take(source[near], mode="clip")]
        return cls(at, source[at], is_alnum(source[np.minimum(at + 1, len(source) - 1)]))


class Spelling(NamedTuple):
    """How m names of the gazetteer are spelled: with letters that only Sorani has, and how often with ە, ێ and ۆ."""

    sorani: Bools
    vowels: NDArray[np.int16]


def as_written(spans: Spans, owner: Ints, names: Spelling, letters: SoraniLetters) -> Bools:
    """Tell which names are spelled as the text has them; name i is looked for at span `owner[i]`.

    Outside Sorani a name with Sorani letters counts only where the text has some. The vowel ە counts as written, but
    for the end of a word, where Sorani writes it for ة; in short names ێ and ۆ count as well.
    """
    fits = ~names.sorani | (spans.sorani | (spans.holding(letters.at) > 0))[owner]
    if not len(letters.at):
        return fits
    inner = letters.at[(letters.letter == ord(VOWEL)) & letters.inner]
    closing = np.isin(spans.end - 1, inner)  # the last letter of the name, though a suffix follows
    fits &= (spans.holding(inner) - closing)[owner] <= names.vowels[:, 0]
    short = (spans.end - spans.start <= SHORT)[owner]
    for column, vowel in enumerate(WEAK_VOWELS, start=1):
        count = spans.holding(letters.at[letters.letter == ord(vowel)])
        fits &= ~(short & (count[owner] > names.vowels[:, column]))
    return fits
