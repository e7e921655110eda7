"""Names that meet a text only because folding makes letters of Sorani and Arabic one.

Folding lets a name be found in any spelling. It also lets words meet that nobody would confuse: سنة is a year, سنە a
town; بەرز is "high", and its vowel is not the consonant of the town بهرز; ڕێگا is a road, ڕیگا a capital.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.folding import is_alnum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.folding import Codes
    from disputemap.words import Bools, Ints

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

    def holding(self, positions: Ints) -> Ints:
        """Count the positions that lie within each name."""
        return np.searchsorted(positions, self.end) - np.searchsorted(positions, self.start)


class Spelling(NamedTuple):
    """How m names of the gazetteer are spelled: with letters that only Sorani has, and how often with ە, ێ and ۆ."""

    sorani: Bools
    vowels: NDArray[np.int16]


def as_written(spans: Spans, owner: Ints, names: Spelling, source: Codes) -> Bools:
    """Tell which names are spelled as the text has them; name i is looked for at span `owner[i]` of `source`.

    Outside Sorani a name with Sorani letters counts only where the text has some. The vowel ە counts as written, but
    for the end of a word, where Sorani writes it for ة; in short names ێ and ۆ count as well.
    """
    found = _sorani_letters(source)
    fits = ~names.sorani | spans.sorani[owner] | (spans.holding(found) > 0)[owner]
    if not len(found):
        return fits
    vowels = found[source[found] == ord(VOWEL)]
    inner = vowels[is_alnum(source[np.minimum(vowels + 1, len(source) - 1)])]
    closing = np.isin(spans.end - 1, inner)  # the last letter of the name, though a suffix follows
    fits &= (spans.holding(inner) - closing)[owner] <= names.vowels[:, 0]
    short = (spans.end - spans.start <= SHORT)[owner]
    for column, vowel in enumerate(WEAK_VOWELS, start=1):
        count = spans.holding(found[source[found] == ord(vowel)])
        fits &= ~(short & (count[owner] > names.vowels[:, column]))
    return fits


def _sorani_letters(source: Codes) -> Ints:
    """Return where a text has letters that only Sorani has."""
    near = np.flatnonzero(source >= _FIRST)  # no letter of most texts
    return near[_IS_SORANI.take(source[near], mode="clip")]
