"""Code points -> what each folds to, and what it is: a letter or digit, a mark that belongs to the letter before it.

A hamza on alef comes off, and one on yeh too, which speech drops (القائم, القايم). One on waw stays: رؤاه, "his
visions", is not the town راوة.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import utf_32_le_decode  # as bytes.decode, less its search for the codec
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Letters that stand for one another in Iraqi names, beyond what Unicode decomposes.
_SAME = {
    "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ے": "ي", "ٸ": "ي",
    "ک": "ك", "ڪ": "ك",
    "ة": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ۃ": "ه",
    "ۆ": "و", "ۇ": "و", "ۊ": "و", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا",
    "ؤ": "ؤ", "ٶ": "ؤ", "ء": "", "ٴ": "",
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "…": ".", "ـ": "", "_": " ",
}  # fmt: skip
TAILS = "ءـ"
_HYPHENS = "-‐‑‒–—"
_APOSTROPHES = "'`´‘’‛ʼʻʽʾʿʹ′"
_WAW, _WAW_HAMZA, _HAMZA_ABOVE = "و", "ؤ", "\u0654"
# A waw whose hamza is a code point of its own, perhaps behind vowel signs.
_WAW_THEN_HAMZA = re.compile(f"{_WAW}(?=[\u064b-\u065f\u0670]*{_HAMZA_ABOVE})")
_ALNUM_RUN = re.compile(r"[^\W_]+")  # what `str.isalnum` takes, found sooner than by asking it of each
# Where letters that fold lie; what is outside stays as it is.
_BLOCKS = (
    (0x00, 0x250), (0x2B0, 0x370), (0x600, 0x780), (0x8A0, 0x900), (0x1680, 0x1681), (0x1AB0, 0x1B00), (0x1DC0, 0x2190),
    (0x2460, 0x2500), (0x3000, 0x3001), (0xFB00, 0xFB07), (0xFB50, 0x10000), (0x1D400, 0x1D800), (0x1EE00, 0x1EF00),
    (0x1F100, 0x1F200),
)  # fmt: skip
_UNICODE, _PLANE, _PLANE_BITS = 0x110000, 0x10000, 16
# While a text is folded, what is neither letter nor digit bears this bit beside its code point, white space too.
OTHER = np.uint32(1 << 31)
NOTHING, SEVERAL = np.uint32(0xFFFFFFFE), np.uint32(0xFFFFFFFF)  # what folds to no letter, to more than one
SPACE, LINE, PARAGRAPH = 0x20, 0x0A, 0x2029

Codes = np.ndarray[tuple[int], np.dtype[np.uint32]]


class FoldTable(NamedTuple):
    """What each code point folds to: as text where that differs, as one code point, and whether it may be a tail.

    `codes` bear `OTHER` where they are no letters or digits, or are `NOTHING` or `SEVERAL`.
    """

    texts: dict[int, str]
    codes: Codes
    tails: NDArray[np.bool_]


def _fold_char(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char in _APOSTROPHES:
        return ""
    if char in _HYPHENS:
        return " "
    if char.isspace():
        return char if ord(char) in (LINE, PARAGRAPH) else " "
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return ""
    letters = compose(unicodedata.normalize("NFKD", char).casefold())
    return _digit(char) if letters == char else "".join(map(_fold_char, letters))


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, -1)
    return str(value) if value >= 0 else char


def compose(text: str) -> str:
    """Return a text of the same length with ؤ for each waw that a hamza stands on."""
    return _WAW_THEN_HAMZA.sub(_WAW_HAMZA, text) if _HAMZA_ABOVE in text else text


@lru_cache(maxsize=1)
def fold_table() -> FoldTable:
    """Return what each of the code points of Unicode folds to; made once."""
    texts = {code: _fold_char(chr(code)) for first, last in _BLOCKS for code in range(first, last)}
    texts = {code: text for code, text in texts.items() if text != chr(code)}
    codes: Codes = np.arange(_UNICODE, dtype=np.uint32)
    codes[~np.concatenate([_alnum(plane) for plane in range(_UNICODE >> _PLANE_BITS)])] |= OTHER
    for code, text in texts.items():
        codes[code] = codes[ord(text)] if len(text) == 1 else SEVERAL if text else NOTHING
    tails = np.zeros(_UNICODE, dtype=bool)
    tails[[code for code, text in texts.items() if not text and unicodedata.category(chr(code)) == "Mn"]] = True
    tails[[ord(char) for char in TAILS]] = True
    return FoldTable(texts, codes, tails)


def marked(codes: Codes) -> Codes:
    """Return code points, what is neither letter nor digit with `OTHER`."""
    return codes | np.where(is_alnum(codes), np.uint32(0), OTHER)


def is_tail(codes: Codes) -> NDArray[np.bool_]:
    """Tell which code points belong to the letter before them, though folding drops them."""
    return fold_table().tails[codes]


@lru_cache(maxsize=_UNICODE >> _PLANE_BITS)
def _alnum(plane: int) -> NDArray[np.bool_]:
    """Return which code points of a plane are letters or digits, as `str.isalnum` does."""
    found = np.zeros(_PLANE, dtype=bool)
    for run in _ALNUM_RUN.finditer(text_of(np.arange(plane * _PLANE, (plane + 1) * _PLANE, dtype=np.uint32))):
        found[slice(*run.span())] = True
    return found


def is_alnum(codes: Codes) -> NDArray[np.bool_]:
    """Tell which code points are letters or digits, as `str.isalnum` does."""
    found = np.take(_alnum(0), codes, mode="wrap")  # answers for the basic plane; others are rare
    high = np.flatnonzero(codes >= _PLANE)
    planes = codes[high] >> _PLANE_BITS
    for plane in np.unique(planes).tolist():
        rows = high[planes == plane]
        found[rows] = _alnum(plane)[codes[rows] % _PLANE]
    return found


def codes_of(text: str) -> Codes:
    """Return the code points of a text, halves of surrogate pairs too."""
    return np.array([text]).view(np.uint32)[: len(text)]  # numpy keeps texts as code points; an empty one has one too


def text_of(codes: Codes) -> str:
    """Return code points as text: the way back from `codes_of`."""
    return utf_32_le_decode(codes.astype("<u4", copy=False).data, "surrogatepass")[0]
