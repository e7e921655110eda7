"""Names as Overture has them -> names as texts have them: without "sub-district of", with a language, or not at all."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from geo.build.gazetteer_names import KURMANJI, KURMANJI_VOWELS, plain_latin, script

KURDISH = frozenset({"IQ-AR", "IQ-DA", "IQ-SU", ""})
"""Regions whose names are Kurdish where the letters do not tell (Halabja has no code)."""
NORTH = KURDISH | {"IQ-DI", "IQ-KI", "IQ-NI", "IQ-SD"}
SORANI = frozenset("ەێۆڕڵڤ")
SHARED = frozenset("پچژگ")
ARABIC_ONLY = frozenset("ةىأإآذثضصظط")
ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي ")
KURDISH_LETTERS = frozenset("ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەیێصط ")
TO_SORANI = str.maketrans("يىكھ", "ییکه")
TO_ARABIC = str.maketrans("یکھ", "يكه")
MIN_LETTERS = 3

_CENTRE = re.compile(
    r"^(?:ناحي[ةه] )?مركز (?:ال)?قضاء ?|^(?:ناحیەی |شارۆچکەی )?ناوەند(?:ەکەی|یی|ی) (?:قەزای )?"
    r"| center(?: district)?$| central$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:ناحي[ةه]|ناحیەی|ناحیا|ناحيا|شارەدێی|شارۆچکەی|قضاء|قەزای|قەزا|محافظة|پارێزگای|قري[ةه]|گوند[یێ]|مدين[ةه]|مجمع|کۆمەڵگای|شاری|"
    r"qaryat|mujamma|gond[eê]|(?:nahiyat|nahya)) "
)
_GENERIC_END = re.compile(
    r"(?:,? (?:sub-?district|sbudsitrict|village|governorate|(?<!center )district))+$", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:al|a[dnrstz]|ash|adh)[ -](?=\w{3})")
_SORANI_SPELLING = re.compile(r"(?<!\w)ئ|وو")
_MARKS = re.compile(r"[\u064b-\u0652\u200b-\u200f]")
_PLAIN = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)*")
_NO_PLACE = re.compile(
    r"^(?:حي|عشيرة|قبيلة|دور|مقاطعة|بلدية|محلة|معسكر|نواب|منطقة|ديرة|گەڕەک[یى]|بيت|المعامل|بنکەی|قەبری"
    r"|district|administrative) ",
    re.IGNORECASE,
)
_SOUNDS = {
    "a": "اعەآأةى", "b": "ب", "p": "پ", "t": "تط", "th": "ث", "j": "ج", "ch": "چ", "h": "حهھ", "kh": "خ", "d": "دض",
    "dh": "ذ", "r": "رڕ", "z": "زظ", "zh": "ژ", "s": "سص", "sh": "ش", "gh": "غ", "f": "ف", "v": "ڤ", "q": "ق",
    "k": "كک", "g": "گ", "l": "لڵ", "m": "م", "n": "ن", "i": "إ", "u": "ؤۊ", "e": "ێ", "o": "ۆ",
}  # fmt: skip
_ROMAN = {letter: sound for sound, letters in _SOUNDS.items() for letter in letters}
VOWELS = frozenset("aeiou")
LONG_VOWELS = frozenset("اەێۆ")
GLIDES = {"و": ("u", "w"), "ي": ("i", "y"), "ی": ("i", "y")}
"""Letters that are vowels between consonants, and consonants beside a vowel."""


class Attested(NamedTuple):
    """A name with its BCP 47 tag."""

    text: str
    language: str


def is_central(text: str) -> bool:
    """Tell whether a sub-district is named as the centre of its district ("ناحية مركز قضاء الدبس")."""
    return bool(_CENTRE.search(_tidy(text).translate(TO_ARABIC)) or _CENTRE.search(_tidy(text)))


def bare(text: str) -> str:
    """Drop what says the level, also twice: "ناحیەی ناوەندی قەزای بازیان" becomes "بازیان".

    Examples
    --------
    >>> bare("Al-Rutba Central Subdistrict"), bare("قضاء الدبس"), bare("Qaryat Kahriz")
    ('Al-Rutba', 'الدبس', 'Kahriz')
    """
    text = _tidy(text)
    arabic = text.translate(TO_ARABIC)
    if not set(text) & SORANI:
        text = arabic
    text = _CENTRE.sub("", _GENERIC_END.sub("", text))
    stripped = _GENERIC.sub("", text[:1].lower() + text[1:])
    return stripped if stripped[1:] != text[1:] else text


def is_no_place(text: str) -> bool:
    """Tell a quarter, a tribe or housing by its first word."""
    return bool(_NO_PLACE.match(_tidy(text)) or _NO_PLACE.match(bare(text)))


def attested(text: str, region: str, *, listed: bool = False) -> Attested | None:
    """Return a bare name with its language, or None when it is mixed, marked, numbered or too short.

    Kurdish in Arabic letters is tagged `ckb` throughout, also where people speak Kurmanji. Names that are `listed`
    beside those of Persian, Urdu and Uyghur must show by their letters what they are.
    """
    text = bare(text)
    if not _PLAIN.fullmatch(text) or sum(map(str.isalpha, text)) < MIN_LETTERS:
        return None
    if script(text) == "latn":
        return _latin(text)
    if script(text) != "arab":
        return None
    letters = set(text)
    if listed and not letters & SORANI:
        foreign = letters - ARABIC or text.endswith("ه") or (region in KURDISH and not letters & ARABIC_ONLY)
        return None if foreign else Attested(text, "ar")
    northern = region in NORTH and (letters & SHARED or _SORANI_SPELLING.search(text))
    if letters & SORANI or northern or (region in KURDISH and not letters & ARABIC_ONLY):
        sorani = text.translate(TO_SORANI)
        if set(sorani) <= KURDISH_LETTERS:
            return Attested(sorani, "ckb")
    arabic = text.translate(TO_ARABIC)
    return Attested(arabic, "ar") if set(arabic) <= ARABIC | SHARED and not letters & SORANI else None


def _latin(text: str) -> Attested | None:
    composed = unicodedata.normalize("NFC", text)
    if set(composed) & KURMANJI_VOWELS and all(char.isascii() or char in KURMANJI for char in composed):
        return Attested(composed, "kmr")
    plain = plain_latin(text)
    return Attested(capitals(plain), "en") if plain.isascii() else None


def english(text: str) -> str:
    """Return a clean English name, or an empty string.

    Examples
    --------
    >>> english("Al-Qa'im District"), english("bashtapa"), english("duhok-erbil_road_&_alind_market")
    ('Al-Qaim', 'Bashtapa', '')
    """
    text = plain_latin(bare(plain_latin(text)))
    if not _PLAIN.fullmatch(text) or not text.isascii() or sum(map(str.isalpha, text)) < MIN_LETTERS:
        return ""
    return capitals(text)


def capitals(text: str) -> str:
    """Begin every word with a capital, save the article inside ("Ayn al-Tamr")."""
    words = re.sub(r"\b[A-Z]{2,}\b", lambda found: found[0].capitalize(), text).split(" ")
    small = {"al", "ar", "as", "ash", "an", "ad", "az", "at", "adh", "i", "wa", "bin"}
    return " ".join(
        word if index and word in small else word[:1].upper() + word[1:] for index, word in enumerate(words)
    )


def romanised(text: str) -> str:
    """Write a name in Latin letters by rule, for those that no source gives in Latin.

    Sorani writes its vowels, Arabic only the long ones: there an "a" stands between consonants.

    Examples
    --------
    >>> romanised("باشتەپە"), romanised("کانی شیرینە"), romanised("البوشتيوي")
    ('Bashtapa', 'Kani Shirina', 'Al-Bushatiwi')
    """
    sorani = bool(set(text) & (SORANI | set("یک")))
    words = [_word(word, sorani=sorani) for word in text.split(" ")]
    return " ".join(words)


def _word(word: str, *, sorani: bool) -> str:
    article = "Al-" if not sorani and word.startswith("ال") and len(word) > MIN_LETTERS + 1 else ""
    letters = (word[2:] if article else word).replace("وو", "ۊ")
    sounds: list[str] = []
    for index, letter in enumerate(letters):
        nearby = "".join(sounds)[-1:]
        if letter in GLIDES:
            glides = index == 0 or nearby in VOWELS or letters[index + 1 : index + 2] in LONG_VOWELS
            sounds.append(GLIDES[letter][glides])
        else:
            sounds.append(_ROMAN.get(letter, ""))
    if not sorani:
        sounds = _voiced([sound for sound in sounds if sound])
    joined = re.sub(r"(.)\1+", r"\1", "".join(sounds))
    return article + joined[:1].upper() + joined[1:]


def _voiced(sounds: list[str]) -> list[str]:
    """Put an "a" between two consonants."""
    result: list[str] = []
    for sound in sounds:
        if result and sound[0] not in "aiu" and result[-1][-1] not in "aiu":
            result.append("a")
        result.append(sound)
    return result


def slug(text: str) -> str:
    """Return a place_id out of a Latin name, without the article.

    Examples
    --------
    >>> slug("Al-Qa'im"), slug("Ayn al Tamr")
    ('qaim', 'ayn-al-tamr')
    """
    plain = plain_latin(text).lower()
    words = re.findall(r"[a-z0-9]+", _ARTICLE.sub("", plain))
    return "-".join(words)


def _tidy(text: str) -> str:
    return " ".join(_MARKS.sub("", text.replace("ه\u200c", "ە")).replace("ـ", "").split())
