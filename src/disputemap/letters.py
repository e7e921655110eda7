"""Names that meet a text only because folding makes letters of Sorani and Arabic one.

Folding lets a name be found in any spelling. It also lets words meet that nobody would confuse: سنة is a year, سنە a
town; بەرز is "high", and its vowel is not the consonant of the town بهرز; ڕێگا is a road, ڕیگا a capital.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from disputemap.folding import codes_of, is_alnum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions
    from disputemap.toponyms import NameRows
    from disputemap.words import Ints

SORANI_LETTERS = frozenset("ەێۆڕڵڤ")
VOWEL = "ە"
WEAK_VOWELS = "ێۆ"
SHORT = 4


def as_written(mentions: Mentions, owner: Ints, row: Ints, batch: Batch, names: NameRows) -> NDArray[np.bool_]:
    """Tell which names are spelled as the text has them; pairs of a mention (`owner`) and a row of names.

    Outside Sorani a name with Sorani letters counts only where the text has some. The vowel ە counts as written, but
    for the end of a word, where Sorani writes it for ة; in short names ێ and ۆ count as well.
    """
    source = batch.words.folded.source
    letters = codes_of("".join(sorted(SORANI_LETTERS)))
    found = np.flatnonzero(np.isin(source, letters)) if source.max(initial=0) >= letters.min() else np.zeros(0, int)
    sorani = _within(found, mentions)
    kurdish = batch.sorani[mentions.first] if len(mentions) else sorani > 0
    fits = ~names.sorani[row] | kurdish[owner] | (sorani > 0)[owner]
    if not len(found):
        return fits
    vowels = found[source[found] == ord(VOWEL)]
    inner = vowels[is_alnum(source[np.minimum(vowels + 1, len(source) - 1)])]
    inner_count = _within(inner, mentions) - _closing(inner, mentions)
    fits &= inner_count[owner] <= names.vowels[row, 0]
    short = (mentions.end - mentions.start <= SHORT)[owner]
    for column, vowel in enumerate(WEAK_VOWELS, start=1):
        count = _within(found[source[found] == ord(vowel)], mentions)
        fits &= ~(short & (count[owner] > names.vowels[row, column]))
    return fits


def _within(positions: Ints, mentions: Mentions) -> Ints:
    """Count the positions that lie within each name."""
    return np.searchsorted(positions, mentions.end) - np.searchsorted(positions, mentions.start)


def _closing(inner: Ints, mentions: Mentions) -> Ints:
    """Count the vowels that are the last letter of a name, though a suffix follows."""
    return np.isin(mentions.end - 1, inner).astype(np.int64)
