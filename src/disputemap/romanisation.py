"""A key under which the many Latin spellings of an Arabic or Kurdish name meet, and its own spelling with them.

Event data write Muqdadiyah, Al Miqdadiyah and Miqdadiya for المقدادية, Himreen and Hamrin for حمرين. What the spellings
share are the consonants, in order. The key keeps those and nothing else:

1. write the letters of Kurdish, Turkish and scholarly transliteration as English does: ç č ch, x ḫ ḵ kh, ğ ġ gh;
2. fold (case, accents, apostrophes); drop the article, also assimilated: al, el, ad, an, ar, as, ash, at, az; ال;
3. write doubled letters once;
4. write as one what transliteration confuses: s sh, س ش ص (s; ş is the one in Turkish and the other in GeoNames);
   c j ch zh, ج چ ژ (j); g gh, غ گ (g); k q, ك ق (k); p b, پ ب (b); f ph, ف (f); t th, ت ط ث (t); d dh, د ض ذ (d);
   z, ز ظ (z);
5. drop vowels and the letters that stand for them (a e i o u w y v; ا و ي ع ە), and h and kh (ه ح خ ة) unless they
   begin the name; a name that begins with a vowel begins with "a".

Two names with one key are candidates, never a match by themselves: the search ranks them by how far they are spelled
apart, asks for more likeness the shorter the key is, and says `romanised`.

Examples
--------
>>> {romanisation_key(name) for name in ("Muqdadiyah", "Al Miqdadiyah", "Miqdadiya", "المقدادية")}
{'mkdd'}
>>> {romanisation_key(name) for name in ("Makhmour", "Makhmur", "Mahmur", "Mexmûr", "مخمور", "مەخموور")}
{'mmr'}
>>> {romanisation_key(name) for name in ("Salahaddin", "Salah al-Din", "Saladin", "Salah ad Din")}
{'sldn'}
>>> romanisation_key("Tall Afar"), romanisation_key("تلعفر"), romanisation_key("al Mawşil"), romanisation_key("Mosul")
('tlfr', 'tlfr', 'msl', 'msl')
"""

from __future__ import annotations

import re
from functools import lru_cache

from disputemap.folding import fold_name

LATIN_ARTICLE = re.compile(r"(?<!\w)(?:[aei]l|ul|a[dnrstz]|e[nrsz]|[ae]sh|adh) (?=\w)")
_GLUED_ARTICLE = re.compile(r"^al(?=[a-z]{5})")
_SPELLED = str.maketrans(
    dict.fromkeys("şšŞŠ", "sh")
    | dict.fromkeys("çčÇČ", "ch")
    | dict.fromkeys("xXḫḪḵḴ", "kh")
    | dict.fromkeys("ğġĞĠ", "gh")
)
_SORANI_VOWEL = "ە"
_DOUBLED = re.compile(r"([^\W\d])\1+")
_LATIN_SINGLE = str.maketrans("qpc", "kbj")
_DIGRAPHS = (("sh", "s"), ("ch", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"))
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("ثطت", "t"), **dict.fromkeys("ذضد", "d"), **dict.fromkeys("صسش", "s"),
        **dict.fromkeys("ظز", "z"), **dict.fromkeys("قك", "k"), **dict.fromkeys("حهخ", "h"),
        **dict.fromkeys("اويع", "a"), **dict.fromkeys("بپ", "b"),
        **dict.fromkeys("غگ", "g"), **dict.fromkeys("جچژ", "j"),
        "ر": "r", "ف": "f", "ل": "l", "م": "m", "ن": "n",
    }
)  # fmt: skip
_DROPPED = str.maketrans("", "", "aeiouwyvh ")
_VOWELS = frozenset("aeiouwyv")
_MIN_AFTER_ARTICLE = 5


@lru_cache(maxsize=1 << 17)
def romanisation_key(name: str) -> str:
    """Return the key of a name in Latin or Arabic script; empty when no consonant is left."""
    folded = fold_name(name.translate(_SPELLED).replace(_SORANI_VOWEL, "ا"))
    spelled = _from_latin(folded) if folded.isascii() else _from_arabic(folded)
    consonants = spelled.translate(_DROPPED)
    if not consonants:
        return ""
    first = spelled[0]
    return ("a" if first in _VOWELS else "h" if first == "h" else "") + consonants


def consonants_of(key: str) -> int:
    """Return how many consonants a key has to go by."""
    return len(key) - key.startswith("a")


def without_latin_article(folded: str) -> str:
    """Return a folded Latin name without the Arabic articles in it, also assimilated ones."""
    return LATIN_ARTICLE.sub("", folded)


def _from_latin(folded: str) -> str:
    bare = without_latin_article(_GLUED_ARTICLE.sub("", folded))
    single = _DOUBLED.sub(r"\1", bare)
    for written, one in _DIGRAPHS:
        single = single.replace(written, one)
    return single.translate(_LATIN_SINGLE)


def _from_arabic(folded: str) -> str:
    words = (word.removeprefix("ال") if len(word) >= _MIN_AFTER_ARTICLE else word for word in folded.split())
    return " ".join(word.translate(_ARABIC) for word in words)
