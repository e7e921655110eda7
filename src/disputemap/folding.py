"""Folding: one spelling for the many ways in which a name is written, with the way back to the original.

Arabic and Sorani are written freely: with and without hamza, with Persian or Arabic kaf and yeh, with vowel marks and
joiners, in presentation forms; Latin transliteration with and without accents and apostrophes. Names and texts are
folded the same way and compared folded; `offsets` leads from every folded character back to the code point it came
from, so that all positions stay positions in the text as decoded. A whole batch of documents is folded at once, as an
array of code points.

A hamza on alef comes off, and one on yeh too, which speech drops (القائم, القايم). One on waw stays: رؤاه, "his
visions", is not the town راوة.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import utf_32_le_decode  # as bytes.decode, less its search for the codec
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

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
# Three times the same letter: a letter is what `str.isalnum` takes and is no decimal digit.
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_ALNUM_RUN = re.compile(r"[^\W_]+")  # what `str.isalnum` takes, found sooner than by asking it of each
# Where letters that fold lie; what is outside stays as it is.
_BLOCKS = (
    (0x00, 0x250), (0x2B0, 0x370), (0x600, 0x780), (0x8A0, 0x900), (0x1AB0, 0x1B00), (0x1DC0, 0x2190), (0x2460, 0x2500),
    (0x3000, 0x3001), (0xFB00, 0xFB07), (0xFB50, 0x10000), (0x1D400, 0x1D800), (0x1EE00, 0x1EF00), (0x1F100, 0x1F200),
)  # fmt: skip
_UNICODE, _PLANE, _PLANE_BITS = 0x110000, 0x10000, 16
# While a text is folded, letters and digits bear this bit beside their code point: one look-up tells both.
_ALNUM = np.uint32(1 << 31)
_NOTHING, _SEVERAL = np.uint32(0xFFFFFFFE), np.uint32(0xFFFFFFFF)  # what folds to no letter, to more than one
_NEAR = 8  # marks behind a letter that are looked at one by one, before all of the text is
SPACE, LINE, PARAGRAPH = 0x20, 0x0A, 0x2029
_BETWEEN = "\ue000"  # between names: for private use, so that it is no letter and folds to itself

Codes = np.ndarray[tuple[int], np.dtype[np.uint32]]
Offsets = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Folded:
    """A folded text, as code points.

    `offsets[i]` is the code point of the original that folded character i comes from; one more entry closes the text.
    `source` are the code points of the original, `alnum` tells which folded characters are letters or digits.
    """

    codes: Codes
    offsets: Offsets
    source: Codes
    alnum: NDArray[np.bool_]

    @cached_property
    def text(self) -> str:
        """The folded text as a string."""
        return text_of(self.codes)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of the folded characters from `start` to before `end`."""
        firsts, lasts = self.originals(np.array([start]), np.array([end]))
        return int(firsts[0]), int(lasts[0])

    def originals(self, starts: NDArray[Any], ends: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the original spans of many folded ones, none of them empty.

        What folding drops behind the last letter belongs to it: vowel signs, a stretched line, a hamza (جلولاء).
        """
        firsts, lasts, following = self.offsets.take(starts), self.offsets.take(ends - 1) + 1, self.offsets.take(ends)
        rows = np.flatnonzero(lasts < following)
        for _ in range(_NEAR):
            rows = rows[is_tail(self.source[lasts[rows]])]
            if not len(rows):
                return firsts, lasts
            lasts[rows] += 1
            rows = rows[lasts[rows] < following[rows]]
        if len(rows):  # a long run of marks: look up where it ends
            others = np.flatnonzero(np.append(~is_tail(self.source), True))
            lasts[rows] = np.minimum(others[np.searchsorted(others, lasts[rows])], following[rows])
        return firsts, lasts


class _Table(NamedTuple):
    """What each code point folds to: as text where that differs, as one code point, and whether it may be a tail.

    `codes` bear `_ALNUM`, or are `_NOTHING` or `_SEVERAL`.
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
    letters = _compose(unicodedata.normalize("NFKD", char).casefold())
    return _digit(char) if letters == char else "".join(map(_fold_char, letters))


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, -1)
    return str(value) if value >= 0 else char


def _compose(text: str) -> str:
    """Return a text of the same length with ؤ for each waw that a hamza stands on."""
    return _WAW_THEN_HAMZA.sub(_WAW_HAMZA, text) if _HAMZA_ABOVE in text else text


@lru_cache(maxsize=1)
def _table() -> _Table:
    texts = {code: _fold_char(chr(code)) for first, last in _BLOCKS for code in range(first, last)}
    texts = {code: text for code, text in texts.items() if text != chr(code)}
    codes: Codes = np.arange(_UNICODE, dtype=np.uint32)
    codes[np.concatenate([_alnum(plane) for plane in range(_UNICODE >> _PLANE_BITS)])] |= _ALNUM
    for code, text in texts.items():
        codes[code] = codes[ord(text)] if len(text) == 1 else _SEVERAL if text else _NOTHING
    tails = np.zeros(_UNICODE, dtype=bool)
    tails[[code for code, text in texts.items() if not text and unicodedata.category(chr(code)) == "Mn"]] = True
    tails[[ord(char) for char in TAILS]] = True
    return _Table(texts, codes, tails)


def _marked(codes: Codes) -> Codes:
    """Return code points, letters and digits with `_ALNUM`."""
    return codes | np.where(is_alnum(codes), _ALNUM, np.uint32(0))


def is_tail(codes: Codes) -> NDArray[np.bool_]:
    """Tell which code points belong to the letter before them, though folding drops them."""
    return _table().tails[codes]


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


def fold(text: str) -> Folded:
    """Fold a text, keeping the way back.

    White space runs become one space, or one paragraph separator where the text leaves a line empty: a name may be
    broken over two lines, never over two paragraphs. A letter written three times or more (عااااجل) is written once.

    Examples
    --------
    >>> folded = fold("بمُحافظة كرْكوك")
    >>> folded.text
    'بمحافظه كركوك'
    >>> folded.original(8, 13)
    (9, 15)
    """
    source, composed = codes_of(text), _compose(text)
    codes, origins = _replace(source if composed is text else codes_of(composed))
    nothing = np.flatnonzero(codes == _NOTHING)
    left = np.ones(len(codes) + 1, dtype=bool)
    left[nothing] = False
    codes = codes[left[:-1]]
    more = np.concatenate([_join_spaces(codes), _stretching(codes)])
    left[more + np.searchsorted(nothing - np.arange(len(nothing)), more, side="right")] = False
    codes = _without(codes, more)
    offsets = np.flatnonzero(left)
    alnum = codes >= _ALNUM
    codes &= ~_ALNUM
    return Folded(codes, offsets if origins is None else origins[offsets], source, alnum)


def _replace(source: Codes) -> tuple[Codes, Offsets | None]:
    """Return the folded code points, with `_ALNUM` or `_NOTHING`, and which code point each comes from.

    One more closes the text; None stands for each from its own.
    """
    table = _table()
    codes = np.take(table.codes, source, mode="wrap")  # no code point is out of the table: "wrap" checks fastest
    if codes.max(initial=0) < _SEVERAL:
        return codes, None
    several = np.flatnonzero(codes == _SEVERAL)
    letters = [_marked(codes_of(table.texts[code])) for code in source[several].tolist()]
    counts = np.ones(len(codes) + 1, dtype=np.int64)
    counts[several] = [len(row) for row in letters]
    filled = np.repeat(codes == _SEVERAL, counts[:-1])
    codes = np.repeat(codes, counts[:-1])
    codes[filled] = np.concatenate(letters)
    return codes, np.repeat(np.arange(len(counts)), counts)


def _without(codes: Codes, dropped: Offsets) -> Codes:
    """Return the code points but for some."""
    left = np.ones(len(codes), dtype=bool)
    left[dropped] = False
    return codes[left]


def _join_spaces(codes: Codes) -> Offsets:
    """Return which white space is dropped, so that runs of it become one, and write that one (in place)."""
    lines, paragraphs = np.flatnonzero(codes == LINE), np.flatnonzero(codes == PARAGRAPH)
    codes[lines] = codes[paragraphs] = SPACE
    space = codes == SPACE
    more = np.flatnonzero(space[1:] & space[:-1]) + 1
    feeds = np.sort(np.concatenate([lines, paragraphs, paragraphs]))  # a paragraph's end counts as two
    begins = _run_begins(feeds, more)
    codes[begins[1:][begins[1:] == begins[:-1]]] = PARAGRAPH
    return more


def _run_begins(at: Offsets, more: Offsets) -> Offsets:
    """Return where the runs of white space begin that positions lie in; `more` are all within runs but the first."""
    if not len(more):
        return at
    second = more[np.diff(more, prepend=-1) > 1]  # the second character of each run of several
    run = np.searchsorted(second, at, side="right") - 1
    inside = more[np.minimum(np.searchsorted(more, at), len(more) - 1)] == at
    return np.where(inside, second[run] - 1, at)


def _stretching(codes: Codes) -> Offsets:
    """Return all but the first of letters that stand three times or more."""
    same = codes[1:] == codes[:-1]
    thrice = np.flatnonzero(same[1:] & same[:-1])  # where the same character stands three times
    thrice = thrice[codes[thrice] >= _ALNUM]
    thrice = thrice[_is_letter(codes[thrice] & ~_ALNUM)]
    return np.concatenate([thrice + 1, thrice + 2])


def _is_letter(codes: Codes) -> NDArray[np.bool_]:
    """Tell which letters and digits are letters to `_STRETCHED`; few are asked for, and most of these are the same."""
    distinct, number = np.unique(codes, return_inverse=True)
    return np.array([not chr(code).isdecimal() for code in distinct.tolist()], dtype=bool)[number]


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """Return the folded form of a name, without outer space.

    Examples
    --------
    >>> fold_name("Kerkûk"), fold_name("Ba‘qūbah"), fold_name("کەرکووک")
    ('kerkuk', 'baqubah', 'كهركووك')
    """
    return _STRETCHED.sub(r"\1", " ".join(_compose(name).translate(_table().texts).split()))


def fold_names(names: Sequence[str]) -> list[str]:
    """Return the folded form of many names, far sooner than one by one.

    Examples
    --------
    >>> fold_names(["Kerkûk", " Mosul "])
    ['kerkuk', 'mosul']
    """
    text = _BETWEEN.join(names)
    if text.count(_BETWEEN) != len(names) - 1:  # no names at all, or one that holds what parts them
        return list(map(fold_name, names))
    return [name.strip() for name in fold(text).text.replace(chr(PARAGRAPH), " ").split(_BETWEEN)]
