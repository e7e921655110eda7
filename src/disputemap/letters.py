"""Names that meet a text only because folding makes letters of Sorani and Arabic one.

Folding lets a name be found in any spelling. It also lets words meet that nobody would confuse: سنة is a year, سنە a
town; بەرز is "high", and its vowel is not the consonant of the town بهرز; ڕێگا is a road, ڕیگا a capital.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.gazetteer import Name

SORANI = "ckb"
SORANI_LETTERS = frozenset("ەێۆڕڵڤ")
VOWEL = "ە"
WEAK_VOWELS = "ێۆ"
SHORT = 4


def names_as_written(names: Sequence[Name], surface: str, document_lang: str) -> list[Name]:
    """Leave out the names that the text spells otherwise.

    Outside Sorani a name with Sorani letters counts only where the text has some. The vowel ە counts as written, but
    for the end of a word, where Sorani writes it for ة; in short names ێ and ۆ count as well.
    """
    spelled = [name for name in names if _fits(surface, name.attested_form)]
    if document_lang.startswith(SORANI) or not SORANI_LETTERS.isdisjoint(surface):
        return spelled
    return [name for name in spelled if SORANI_LETTERS.isdisjoint(name.attested_form)]


def _fits(surface: str, attested: str) -> bool:
    """Tell whether the text writes no vowel that the name has not."""
    letters = Counter(attested)
    inner = sum(word[:-1].count(VOWEL) for word in surface.split())
    short = len(surface) <= SHORT and any(surface.count(vowel) > letters[vowel] for vowel in WEAK_VOWELS)
    return inner <= letters[VOWEL] and not short
