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

from disputemap.ragged import expand, to_offsets

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
    (0x00, 0x250), (0x2B0, 0x370), (0x600, 0x780), (0x8A0, 0x900), (0x1680, 0x1681), (0x1AB0, 0x1B00), (0x1DC0, 0x2190),
    (0x2460, 0x2500), (0x3000, 0x3001), (0xFB00, 0xFB07), (0xFB50, 0x10000), (0x1D400, 0x1D800), (0x1EE00, 0x1EF00),
    (0x1F100, 0x1F200),
)  # fmt: skip
_UNICODE, _PLANE, _PLANE_BITS = 0x110000, 0x10000, 16
# While a text is folded, what is neither letter nor digit bears this bit beside its code point, white space too.
_OTHER = np.uint32(1 << 31)
_NOTHING, _SEVERAL = np.uint32(0xFFFFFFFE), np.uint32(0xFFFFFFFF)  # what folds to no letter, to more than one
_NEAR = 8  # marks behind a letter that are looked at one by one, before all of the text is
_AT_ONCE = 1 << 17  # code points that are looked up together: a processor's cache holds them as positions, too
SPACE, LINE, PARAGRAPH = 0x20, 0x0A, 0x2029
_BETWEEN = "\ue000"  # between names: for private use, so that it is no letter and folds to itself
_BLANK, _LINE, _PARAGRAPH = _OTHER | np.uint32(SPACE), _OTHER | np.uint32(LINE), _OTHER | np.uint32(PARAGRAPH)

Codes = np.ndarray[tuple[int], np.dtype[np.uint32]]
Offsets = np.ndarray[tuple[int], np.dtype[np.int64]]
Places = np.ndarray[tuple[int], np.dtype[np.int32]]  # one a letter: half as large


class Gaps(NamedTuple):
    """What stands between words and is no space, m marks in text order; vowel signs and the like stand nowhere.

    Attributes
    ----------
    begins
        int64: how many characters stand in gaps before that behind each word.
    at
        int64 (m): which of the characters in gaps each mark is.
    word
        int64 (m): the word before it, -1 for none.
    origin
        int64 (m): its code point in the original.
    code
        uint32 (m): what it folds to; of a run of white space with an empty line in it, a paragraph separator.
    lines
        int64: the code points of the original that end lines.
    """

    begins: Offsets
    at: Offsets
    word: Offsets
    origin: Offsets
    code: Codes
    lines: Offsets


@dataclass(frozen=True)
class Folded:
    """The words of a text, folded, as code points: one space behind each, whatever parts it from the next.

    `offsets[i]` is the code point of the original that folded character i comes from, `stops` are the spaces.
    `source` are the code points of the original, `gaps` tells what else parts its words.
    """

    codes: Codes
    offsets: Places
    stops: Offsets
    source: Codes
    gaps: Gaps

    @cached_property
    def text(self) -> str:
        """The folded text as a string."""
        return text_of(self.codes)

    def origins(self, at: NDArray[Any]) -> Offsets:
        """Return the code points of the original that some folded characters come from."""
        return self.offsets.take(at).astype(np.int64)

    def before(self, origins: NDArray[Any]) -> Offsets:
        """Return how many folded characters come from before some code points of the original."""
        return np.searchsorted(self.offsets, origins.astype(np.int32))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of the folded characters from `start` to before `end`."""
        firsts, lasts = self.originals(np.array([start]), np.array([end]))
        return int(firsts[0]), int(lasts[0])

    def originals(self, starts: NDArray[Any], ends: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the original spans of many folded ones that end with a letter.

        What folding drops behind the last letter belongs to it: vowel signs, a stretched line, a hamza (جلولاء).
        """
        firsts, lasts, following = map(self.origins, (starts, ends - 1, ends))
        lasts += 1
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

    `codes` bear `_OTHER` where they are no letters or digits, or are `_NOTHING` or `_SEVERAL`.
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
    codes[~np.concatenate([_alnum(plane) for plane in range(_UNICODE >> _PLANE_BITS)])] |= _OTHER
    for code, text in texts.items():
        codes[code] = codes[ord(text)] if len(text) == 1 else _SEVERAL if text else _NOTHING
    tails = np.zeros(_UNICODE, dtype=bool)
    tails[[code for code, text in texts.items() if not text and unicodedata.category(chr(code)) == "Mn"]] = True
    tails[[ord(char) for char in TAILS]] = True
    return _Table(texts, codes, tails)


def _marked(codes: Codes) -> Codes:
    """Return code points, what is neither letter nor digit with `_OTHER`."""
    return codes | np.where(is_alnum(codes), np.uint32(0), _OTHER)


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

    What parts two words becomes one space, and is told apart in `gaps`: a name may be broken over two lines, never over
    two paragraphs. A letter written three times or more (عااااجل) is written once.

    Examples
    --------
    >>> folded = fold("بمُحافظة  كرْكوك!")
    >>> folded.text
    'بمحافظه كركوك '
    >>> folded.original(8, 13)
    (10, 16)
    """
    source, composed = codes_of(text), _compose(text)
    folded, origins = _joined(source if composed is text else codes_of(composed))
    if origins is None:
        return Folded(*folded[:3], source, folded.gaps)
    origin, lines = (origins.take(at).astype(np.int64) for at in (folded.gaps.origin, folded.gaps.lines))
    gaps = folded.gaps._replace(origin=origin, lines=lines)
    return Folded(folded.codes, origins[folded.offsets], folded.stops, source, gaps)


_NOWHERE: Offsets = np.zeros(0, dtype=np.int64)


class _Joined(NamedTuple):
    """What `Folded` has, by positions among the code points that `_replace` gives."""

    codes: Codes
    offsets: Places
    stops: Offsets
    gaps: Gaps


def _joined(source: Codes, without: Offsets = _NOWHERE) -> tuple[_Joined, Places | None]:
    """Return code points as words with one space behind each, and what `_replace` says of where they come from.

    `without` are positions of letters that are left out.
    """
    codes, origins = _replace(source)
    codes[without] = _NOTHING
    thrice = _thrice(codes)
    beside = thrice[(codes.take(thrice - 1) == _NOTHING) | (codes.take(thrice + 3) == _NOTHING)]
    codes[thrice + 1] = codes[thrice + 2] = _NOTHING
    kept = codes < _OTHER
    other = np.flatnonzero(~kept)
    code = codes.take(other, mode="wrap")
    rows = np.flatnonzero(code != _NOTHING)
    other, code = other.take(rows), code.take(rows)
    at = np.arange(len(rows))
    at += other - rows
    first = np.empty(len(at), dtype=bool)  # of a gap; one at the beginning of the text is behind no word
    first[0] = at[0] > 0
    np.greater(at[1:] - at[:-1], 1, out=first[1:])
    begins = np.flatnonzero(first)
    stops = np.arange(len(begins))
    stops += at.take(begins) - begins
    kept[other.take(begins)] = True
    letters, offsets = _left(codes, kept)
    letters[stops] = SPACE
    stretched = _stretched(letters, np.searchsorted(offsets, beside.astype(np.int32), side="right") - 1)
    if len(stretched):
        return _joined(source, np.append(without, offsets[stretched]))
    return _Joined(letters, offsets, stops, _gaps(other, code, at, first, begins)), origins


def _left(codes: Codes, kept: NDArray[np.bool_]) -> tuple[Codes, Places]:
    """Move the code points that are kept to the front, where they are returned, with the places where they stood."""
    places = np.empty(np.count_nonzero(kept), dtype=np.int32)
    end = 0
    for begin in range(0, len(codes), _AT_ONCE):
        at = np.flatnonzero(kept[begin : begin + _AT_ONCE])
        some = slice(end, end := end + len(at))
        codes[some] = codes[begin : begin + _AT_ONCE].take(at, mode="wrap")
        np.add(at.astype(np.int32), begin, out=places[some])
    return codes[:end], places


def _gaps(other: Offsets, code: Codes, at: Offsets, first: NDArray[np.bool_], begins: Offsets) -> Gaps:
    """Return what stands between words, given all of it; `at` are positions among what folds to anything."""
    rows = np.flatnonzero(code != _BLANK)
    marks, word = code.take(rows), np.cumsum(first).take(rows) - 1
    feeds = (marks == _LINE) | (marks == _PARAGRAPH)
    lines = other.take(rows.take(np.flatnonzero(marks == _LINE)))
    second = np.flatnonzero(feeds[1:] & feeds[:-1])
    one, two = rows.take(second), rows.take(second + 1)
    near = at.take(two) - at.take(one) == two - one  # nothing but white space is between them
    marks[second[near] + 1] = _PARAGRAPH
    left = np.flatnonzero(marks != _LINE)
    rows = rows.take(left)
    return Gaps(begins, rows, word.take(left), other.take(rows), marks.take(left) & ~_OTHER, lines)


def _replace(source: Codes) -> tuple[Codes, Places | None]:
    """Return the folded code points, with `_OTHER`, and which code point each comes from.

    A space closes the text; None stands for each from its own.
    """
    table = _table()
    codes = np.empty(len(source) + 1, dtype=np.uint32)
    for begin in range(0, len(source), _AT_ONCE):
        some = slice(begin, min(begin + _AT_ONCE, len(source)))
        table.codes.take(source[some], mode="wrap", out=codes[some])  # none is out of the table: "wrap" checks fastest
    codes[-1] = _BLANK
    if codes.max() < _SEVERAL:
        return codes, None
    several = np.flatnonzero(codes == _SEVERAL)
    distinct, number = np.unique(source[several], return_inverse=True)
    letters = [_marked(codes_of(table.texts[code])) for code in distinct.tolist()]
    offsets = to_offsets(np.array([len(row) for row in letters]))
    counts = np.ones(len(codes), dtype=np.int64)
    counts[several] = np.diff(offsets)[number]
    filled = np.repeat(codes == _SEVERAL, counts)
    codes = np.repeat(codes, counts)
    codes[filled] = np.concatenate(letters)[expand(offsets, number).at]
    return codes, np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _thrice(codes: Codes) -> Offsets:
    """Return where the same letter stands three times."""
    same = codes[1:] == codes[:-1]
    thrice = np.flatnonzero(same[1:] & same[:-1])
    thrice = thrice[codes[thrice] < _OTHER]
    return thrice[_is_letter(codes[thrice])]


def _stretched(letters: Codes, written_once: Offsets) -> Offsets:
    """Return all but the first of letters that stood three times or more with vowel signs between them."""
    thrice, one = _thrice(letters), written_once
    before, after = (one[letters[one] == letters[one + step]] for step in (-1, 1))
    return np.concatenate([thrice + 1, thrice + 2, before, after + 1])


def _is_letter(codes: Codes) -> NDArray[np.bool_]:
    """Tell which letters and digits are letters to `_STRETCHED`; few are asked for, and most of these are the same."""
    figures = [code for code in set(codes.tolist()) if chr(code).isdecimal()]
    return np.isin(codes, figures, invert=True)


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
    text = _compose(_BETWEEN.join(names))
    if text.count(_BETWEEN) != len(names) - 1:  # no names at all, or one that holds what parts them
        return list(map(fold_name, names))
    codes, _ = _replace(codes_of(text))
    codes = codes[codes != _NOTHING]
    codes[(codes == _LINE) | (codes == _PARAGRAPH)] = _BLANK
    thrice = _thrice(codes)
    left = np.append(True, (codes[1:] != _BLANK) | (codes[:-1] != _BLANK))
    left[thrice + 1] = left[thrice + 2] = False
    return [name.strip() for name in text_of(codes[left] & ~_OTHER).split(_BETWEEN)]
