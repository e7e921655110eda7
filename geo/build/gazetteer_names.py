"""Raw alternate names -> names with a language: what is clean enough to keep, and what it is written in."""

from __future__ import annotations

import re
import unicodedata

SORANI = frozenset("ەێۆڕڵڤھ")
PERSIAN = frozenset("پچژگکیٹڈےںڪ")
ARABIC_ONLY = frozenset("ةىأإؤئءذثظضصطحعكيآ")
KURMANJI = frozenset("êîûÊÎÛçşÇŞ")
KURMANJI_VOWELS = frozenset("êîûÊÎÛ")
ARTICLE = re.compile(r"^(al|an|ar|as|ash|at|az|ad|adh|el|ul)[ -]+", re.IGNORECASE)
GENERIC_LATIN = re.compile(
    r"^(nahiyat|nahiya|qada|qaryat|markaz|madinat|kumelgeha|qala at|district|mihela|mihala|gire) |"
    r" (district|collective|governorate|province|upper|lower)$",
    re.IGNORECASE,
)
GENERIC = "ناحية|ناحيه|قضاء|قرية|قريه|مدينة|مدينه|مركز|محافظة|مجمع|قەزای|پارێزگای|شارۆچکەی|كومەلگەھا"
GENERIC_ARABIC = re.compile(f"^({GENERIC}) ")
SOUNDS = (("kh", "x"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ck", "k"))
LETTERS = str.maketrans({"q": "k", "c": "k", "j": "k", "g": "k", "z": "s", "p": "b", "v": "w", "x": "k"})
MIN_LETTERS = 3


def plain_latin(text: str) -> str:
    """Drop marks and apostrophes: "Ḩalabja" becomes "Halabja", "Ba‘qūbah" becomes "Baqubah"."""
    marked = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ı", "i"))
    return "".join(char for char in marked if not unicodedata.combining(char) and char not in "'`‘’ʼʻʿʾ")


def skeleton(text: str) -> str:
    """Return what survives loose transliteration: first the article goes, then vowels and doubtful pairs of letters.

    Examples
    --------
    >>> skeleton("Al Qayyārah") == skeleton("Gayara")
    True
    """
    bare = ARTICLE.sub("", plain_latin(text)).lower()
    for pair, single in SOUNDS:
        bare = bare.replace(pair, single)
    letters = re.sub(r"[^a-z]", "", bare).translate(LETTERS)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouwyh]", "", letters))


def script(text: str) -> str:
    """Return `arab` or `latn` when every letter is of that script, else an empty string."""
    kinds = {unicodedata.name(char, "?").split()[0] for char in text if char.isalpha()}
    return {"ARABIC": "arab", "LATIN": "latn"}.get(" ".join(sorted(kinds)), "")


def arabic_language(text: str) -> str:
    """Tell `ar` or `ckb` by letters; an empty string when neither writes so.

    Examples
    --------
    >>> arabic_language("كركوك"), arabic_language("کەرکووک"), arabic_language("سلیمانیه")
    ('ar', 'ckb', '')
    """
    letters = set(text)
    if letters & SORANI:
        return "" if letters & (ARABIC_ONLY - set("ئحعكي")) else "ckb"
    return "" if letters & PERSIAN else "ar"


def clean_arabic(text: str) -> tuple[str, str] | None:
    """Return (name, language) of a name in Arabic letters, or None when it is generic, marked or too short."""
    if script(text) != "arab" or any(unicodedata.combining(char) for char in text) or GENERIC_ARABIC.match(text):
        return None
    language = arabic_language(text)
    if language == "ckb":
        text = text.translate(str.maketrans("يىكھ", "ییکه"))
        text = text.replace("ه‌", "ە")
    if not language or "،" in text or sum(char.isalpha() for char in text) < MIN_LETTERS:
        return None
    return text, language


def clean_latin(text: str, keys: set[str]) -> tuple[str, str] | None:
    """Return (name, language) of a Latin name that sounds like one of `keys`, or None.

    Packages list the exonyms of half the world and romanised shorthand ("krkwk"); a spelling stays when its
    consonants are those of a name that is known to be right.
    """
    bare = plain_latin(text).strip()
    if GENERIC_LATIN.search(bare) or not bare[:1].isupper() or bare.isupper() or "-" in bare[-3:]:
        return None
    if skeleton(bare) not in keys or sum(char.isalpha() for char in bare) < MIN_LETTERS:
        return None
    composed = unicodedata.normalize("NFC", text)
    if set(composed) & KURMANJI_VOWELS and all(char.isascii() or char in KURMANJI or char == " " for char in composed):
        return composed, "kmr"
    return (bare, "en") if bare.isascii() else None


def fold(text: str) -> str:
    """Return the key that joins spellings of one name when places are merged."""
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(char for char in text if char.isalnum())
    for letters, single in (("أإآٱ", "ا"), ("ىیي", "ي"), ("ةەه", "ه"), ("کك", "ك"), ("گ", "ك"), ("ؤ", "و"), ("ئ", "ي")):
        text = re.sub(f"[{letters}]", single, text)
    return re.sub(r"^(ال|al(?=[a-z]{4}))", "", text)
