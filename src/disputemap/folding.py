"""Folding: one spelling for the many ways in which a name is written, with the way back to the original.

Arabic and Sorani are written freely: with and without hamza, with Persian or Arabic kaf and yeh, with vowel marks and
joiners, in presentation forms; Latin transliteration with and without accents and apostrophes. Names and texts are
folded the same way and compared folded; `offsets` leads from every folded character back to the code point it came
from, so that all positions stay positions in the text as decoded. A whole batch of documents is folded at once, as an array
of code points.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Letters that stand for one another in Iraqi names, beyond what Unicode decomposes.
_SAME = {
    "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ے": "ي",
    "ک": "ك", "ڪ": "ك",
    "ة": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه",
    "ۆ": "و", "ۇ": "و", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف", "ٱ": "ا", "ء": "",
    "ı": "i", "ـ": "", "_": " ",
}  # fmt: skip
TAILS = "ءـ"
_HYPHENS = "-‐‑‒–—"
_APOSTROPHES = "'`´‘’ʼʻʾʿʹ′"
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
# Where letters that fold lie; what is outside stays as it is.
_BLOCKS = (
    (0x00, 0x250), (0x2B0, 0x370), (0x600, 0x780), (0x8A0, 0x900), (0x1E00, 0x2070), (0x2100, 0x2150),
    (0x3000, 0x3001), (0xFB00, 0xFB07), (0xFB50, 0x10000), (0x1D400, 0x1D800),
)  # fmt: skip
_ALL = 0x110000
_PLANE = 0x10000
SPACE, LINE = 0x20, 0x0A

Codes = np.ndarray[tuple[int], np.dtype[np.uint32]]
Offsets = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Folded:
    """A folded text, as code points.

    `offsets[i]` is the code point of the original that folded character i comes from; one more entry closes the text.
    `source` are the code points of the original.
    """

    codes: Codes
    offsets: Offsets
    source: Codes

    @cached_property
    def text(self) -> str:
        """The folded text as a string."""
        return self.codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of the folded characters from `start` to before `end`."""
        firsts, lasts = self.originals(np.array([start]), np.array([end]))
        return int(firsts[0]), int(lasts[0])

    def originals(self, starts: NDArray[Any], ends: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the original spans of many folded ones, none of them empty.

        What folding drops behind the last letter belongs to it: vowel signs, a stretched line, a hamza (جلولاء).
        """
        firsts, lasts, following = self.offsets[starts], self.offsets[ends - 1] + 1, self.offsets[ends]
        open_ = np.flatnonzero(lasts < following)
        while len(open_):
            open_ = open_[is_tail(self.source[lasts[open_]])]
            lasts[open_] += 1
            open_ = open_[lasts[open_] < following[open_]]
        return firsts, lasts


def _fold_char(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char in _APOSTROPHES:
        return ""
    if char in _HYPHENS:
        return " "
    if char.isspace():
        return char if char == "\n" else " "
    if unicodedata.category(char) in ("Mn", "Cf", "Cc"):
        return ""
    letters = unicodedata.normalize("NFKD", char).casefold()
    return _digit(char) if letters == char else "".join(map(_fold_char, letters))


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, -1)
    return str(value) if value >= 0 else char


@lru_cache(maxsize=1)
def _table() -> tuple[dict[int, str], NDArray[np.uint8], Codes, NDArray[np.bool_]]:
    """Return what each code point folds to, how long that is, its first letter, and whether it may be a tail."""
    table: dict[int, str] = {}
    lengths = np.ones(_ALL, dtype=np.uint8)
    firsts = np.arange(_ALL, dtype=np.uint32)
    tails = np.zeros(_ALL, dtype=bool)
    tails[[ord(char) for char in TAILS]] = True
    for first, last in _BLOCKS:
        for code in range(first, last):
            char = chr(code)
            folded = _fold_char(char)
            tails[code] |= unicodedata.category(char) == "Mn"
            if folded != char:
                table[code] = folded
                lengths[code] = len(folded)
                firsts[code] = ord(folded[0]) if folded else 0
    return table, lengths, firsts, tails


def is_tail(codes: Codes) -> NDArray[np.bool_]:
    """Tell which code points belong to the letter before them, though folding drops them."""
    return _table()[3][codes]


@lru_cache(maxsize=1)
def _letters() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which code points of the basic plane are letters or digits, and which are letters."""
    chars = [chr(code) for code in range(_PLANE)]
    return np.array([char.isalnum() for char in chars]), np.array([char.isalpha() for char in chars])


def is_alnum(codes: Codes) -> NDArray[np.bool_]:
    """Tell which code points are letters or digits, as `str.isalnum` does."""
    found = _letters()[0][np.minimum(codes, _PLANE - 1)]
    for high in np.flatnonzero(codes >= _PLANE):
        found[high] = chr(codes[high]).isalnum()
    return found


def codes_of(text: str) -> Codes:
    """Return the code points of a text, halves of surrogate pairs too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def fold(text: str) -> Folded:
    """Fold a text, keeping the way back.

    White space runs become one space, or one line feed where the text leaves a line empty: a name may be broken over
    two lines, never over two paragraphs. A letter written three times or more (عااااجل) is written once.

    Examples
    --------
    >>> folded = fold("بمُحافظة كرْكوك")
    >>> folded.text
    'بمحافظه كركوك'
    >>> folded.original(8, 13)
    (9, 15)
    """
    source = codes_of(text)
    codes, offsets = _replace(source)
    keep = _join_spaces(codes)
    keep &= ~_stretched(codes)
    return Folded(codes[keep], np.append(offsets[keep], len(source)), source)


def _replace(source: Codes) -> tuple[Codes, Offsets]:
    """Return the folded code points, and which code point each comes from."""
    table, lengths, firsts, _ = _table()
    counts = lengths[source]
    many = counts > 1
    if not many.any():
        offsets = np.flatnonzero(counts)
        return firsts[source[offsets]], offsets
    offsets = np.repeat(np.arange(len(source)), counts)
    codes = firsts[source[offsets]]
    begins = np.cumsum(counts) - counts
    for index in np.flatnonzero(many):
        letters = table[int(source[index])]
        codes[begins[index] : begins[index] + len(letters)] = codes_of(letters)
    return codes, offsets


def _join_spaces(codes: Codes) -> NDArray[np.bool_]:
    """Mark what stays when runs of white space become one, and write that one (in place)."""
    lines = codes == LINE
    space = (codes == SPACE) | lines
    first = space.copy()
    first[1:] &= ~space[:-1]
    runs = np.flatnonzero(first)
    feeds = np.bincount(np.searchsorted(runs, np.flatnonzero(lines), side="right") - 1, minlength=len(runs))
    codes[runs] = np.where(feeds > 1, LINE, SPACE)
    return first | ~space


def _stretched(codes: Codes) -> NDArray[np.bool_]:
    """Mark all but the first of letters that stand three times or more."""
    same = np.zeros(len(codes) + 2, dtype=bool)  # same[i]: character i is the one before it
    same[1:-2] = codes[1:] == codes[:-1]
    begins = np.flatnonzero(~same[:-2] & same[1:-1] & same[2:])
    drop = np.zeros(len(codes), dtype=bool)
    if len(begins):
        begins = begins[_letters()[1][np.minimum(codes[begins], _PLANE - 1)]]
        ends = np.flatnonzero(np.append(~same[1:-1], True))  # the last character of each run
        lasts = ends[np.searchsorted(ends, begins)]
        for begin, last in zip(begins.tolist(), lasts.tolist(), strict=True):
            drop[begin + 1 : last + 1] = True
    return drop


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """Return the folded form of a name, without outer space.

    Examples
    --------
    >>> fold_name("Kerkûk"), fold_name("Ba‘qūbah"), fold_name("کەرکووک")
    ('kerkuk', 'baqubah', 'كهركووك')
    """
    return _STRETCHED.sub(r"\1", " ".join(name.translate(_table()[0]).split()))
