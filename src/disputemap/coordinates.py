"""Text -> Coordinates: positions that a text gives in figures.

Decimal degrees, degrees with minutes and seconds in many writings, in Latin, Arabic-Indic and Persian digits, with
hemispheres as letters or words (`geo/lexicon/hemispheres.csv`); MGRS and UTM (:mod:`disputemap.gridrefs`).

The accuracy is that of the figures: half the diagonal of the box that one unit of the last digits spans. "35.47 N
44.39 E" stands for a box of 0.01 by 0.01 degrees, 1,112 by 905 m, whose corners lie 717 m from its middle; an MGRS
reference with four digits for a square of a kilometre, 707 m. It says nothing of who measured, and how.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from disputemap import gridrefs
from disputemap.angles import COMPACT, HEMISPHERES, Angle, Token, behind_comma, read_angle, read_bare
from disputemap.folding import fold
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.folding import Codes, Folded
    from disputemap.geodata import GeoData

Kind = Literal["decimal", "dms", "mgrs", "utm"]
Bounds = tuple[float, float, float, float]  # west, south, east, north, in degrees

DEGREE_M = 111_195.0  # of latitude, mean
LEAST_M = gridrefs.LEAST_M
SURE_DECIMALS = 4  # with fewer, and away from the bounds, "1.250, 1.300" are thousands
MARKED_DECIMALS = 2  # behind degree signs without hemispheres: "35.5°, 44.1°" are temperatures
LOOK_BACK = 60  # code points before a hint in which a pair may have begun: labels, degrees, minutes
OPENING = frozenset({"number", "hemisphere", "axis"})  # what an angle begins with
MAX_TOKENS = 512  # that are read at once: a table of positions is read in pieces
MAX_GAP = 4  # white space that a pair may hold in a row
MOST_LAT, MOST_LON = 90.0, 180.0
NOT_BEFORE = "$€£¥#%.,٫/-–+"  # beside a number these make it something else

_D = "[0-9٠-٩۰-۹]"
_MARKS = "[\u064b-\u0652\u0640]*+"  # vowel signs and stretching, anywhere in an Arabic word
_BLANKS = r"\s\u200b-\u200f\u202a-\u202e\u2066-\u2069"
_BLANK = f"[{_BLANKS}]"
_NO_LETTER = r"(?![^\W\d_])"
_DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ°º˚"
_SIGNS = "".join(char for char in map(chr, range(0x3002)) if re.match(f"[{_BLANKS},;،؛]", char))
_DIGIT, _POINT, _FILLING, _OPENING = (np.uint8(1 << bit) for bit in range(4))
_ZERO, _TEN = ord("0"), 10
_ARABIC, _BLOCK = 0x600, 0x100
MAX_FILLING = 3  # blanks and commas between a number and what hints at a position
_LAST_DIGIT = re.compile(rf"{_D}[^0-9٠-٩۰-۹]*\Z").search


class Coordinates(NamedTuple):
    """A position given in figures; `start`, `end` are code points of the text."""

    start: int
    end: int
    surface: str
    position: LonLat
    accuracy_m: float
    kind: Kind


@dataclass(frozen=True)
class Notation:
    """How coordinates are written: what may open a candidate, its tokens, and what words mean.

    `onward` goes from a number to the next one, over nothing but what may stand between numbers of one position.
    `kinds` tells of code points what they are to `hints`; its last entry stands for all beyond. `pairs` tells of two
    code points of the Arabic block, less its first one, whether a hint may begin with them.
    """

    hints: re.Pattern[str]
    tokens: re.Pattern[str]
    meanings: dict[str, str]
    onward: re.Pattern[str]
    kinds: NDArray[np.uint8]
    pairs: NDArray[np.bool_]


def build_notation(words: Iterable[tuple[str, str]] = ()) -> Notation:
    """Compile the notation from (word, meaning) pairs.

    A meaning is N, S, E or W, lat, lon, degree, minute, second or and. The letters N, S, E, W and the signs of ISO 6709
    need no words.
    """
    meanings = {letter.lower(): letter for letter in HEMISPHERES}
    meanings |= {_plain(word): meaning for word, meaning in words}
    spoken = _either(word for word, meaning in meanings.items() if meaning != "and")
    joining = _either(word for word, meaning in meanings.items() if meaning == "and")
    spoken = f"(?:{spoken}){_MARKS}{_NO_LETTER}"
    first = "".join(sorted({letter for word in meanings for letter in (word[0], word[0].upper())}))
    hints = (
        rf"{_D}(?!{_D})(?:[.٫]{_D}{{3}}(?={_D}{{0,12}}[{_BLANKS},;،؛]{{1,4}}[-−+]?{_D}{{1,3}}[.٫]{_D}{{3}})"
        rf"|(?=[{_BLANKS},;،؛]{{0,{MAX_FILLING}}}[{_CAPITALS}{re.escape(first)}])"  # of most nothing more is asked
        rf"(?:{_BLANK}?[°º˚]|(?P<grid>{gridrefs.HINT})"
        rf"|[{_BLANKS},;،؛]{{0,{MAX_FILLING}}}(?i:(?:(?:{joining}){_BLANK}?)?{spoken})))"
    )
    tokens = (
        rf"(?P<blank>{_BLANK}+)|(?P<number>[-−+]?{_D}{{1,7}}(?:[.٫]{_D}{{1,15}}|[,،]{_D}{{2,8}}(?={_BLANK}?(?:[°º˚'′’]|{spoken})))?"
        rf"(?!{_D}|[.٫]{_D}|{_BLANK}?[%٪]))"
        rf"|(?P<degree>[°º˚])|(?P<second>″|”|“|\"|''|′′|’’)|(?P<minute>['′’‘´`])|(?P<word>{spoken})"
        rf"|(?P<and>(?:{joining}){_MARKS}(?:{_NO_LETTER}|(?={spoken})))"
        rf"|(?P<comma>[,;،؛])|(?P<colon>[:=])|(?P<break>{_D}[0-9٠-٩۰-۹.,٫]*|\w[\w\u0640\u064b-\u0652]*|.)"
    )
    onward = rf"(?:[.٫]{_D}+)?(?:[°º˚″”“\"'′’‘´`,;،؛:=+−-]|{_BLANK}|{spoken}|(?:{joining}){_MARKS})*+{_D}"
    flags = re.IGNORECASE | re.DOTALL
    compiled = re.compile(hints), re.compile(tokens, flags)
    return Notation(*compiled, meanings, re.compile(onward, flags), _kinds(first), _beginnings(meanings))


def _kinds(first: str) -> NDArray[np.uint8]:
    """Return what code points are to hints; `first` are the letters that words begin with."""
    kinds = np.zeros(max(map(ord, _SIGNS + first), default=0) + 2, dtype=np.uint8)
    for kind, chars in ((_DIGIT, _DIGITS), (_POINT, ".٫"), (_FILLING, _SIGNS), (_OPENING, first + _CAPITALS)):
        kinds[[ord(char) for char in chars]] |= kind
    return kinds


def _beginnings(meanings: dict[str, str]) -> NDArray[np.bool_]:
    """Return which two letters of the Arabic block words begin with; of what is no letter there, nothing is known.

    Words of one letter are followed by none, but for "and", which another word may follow.
    """
    pairs = np.ones((_BLOCK, _BLOCK), dtype=bool)
    letters = [code for code in range(_BLOCK) if chr(_ARABIC + code).isalpha() and chr(_ARABIC + code) != "ـ"]
    pairs[np.ix_(letters, letters)] = False
    joining = [word for word, meaning in meanings.items() if meaning == "and" and len(word) == 1]
    for word in [*meanings, *(one + other for one in joining for other in meanings)]:
        places = [ord(char) - _ARABIC for char in word[:2]]
        if len(places) > 1 and min(places) >= 0 and max(places) < _BLOCK:
            pairs[tuple(places)] = True
    return pairs


def load_notation(geodata: GeoData) -> Notation:
    """Return the notation of a data package, from its resource `hemispheres` if it has one."""
    rows = geodata.table("hemispheres") if "hemispheres" in geodata.resources else []
    return build_notation((row["word"], row["meaning"]) for row in rows)


def _plain(word: str) -> str:
    return " ".join(re.sub(_MARKS, "", word).lower().split())


def _either(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest first; for none, one that matches nothing."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    spelled = (_MARKS.join(f"{_BLANK}+" if char == " " else re.escape(char) for char in word) for word in ordered)
    first = re.escape("".join(sorted({word[0] for word in ordered})))  # most of what is asked begins with none of these
    return f"(?=[{first}])(?:{'|'.join(spelled)})" if ordered else "(?!)"


@lru_cache(maxsize=1)
def _signs() -> Notation:
    return build_notation()


def find_coordinates(
    text: str, notation: Notation | None = None, *, bounds: Bounds | None = None, folded: Folded | None = None
) -> list[Coordinates]:
    """Return the coordinates in a text, in text order.

    Parameters
    ----------
    text
        Any text; positions in the answer count its code points.
    notation
        The words, see :func:`load_notation`; None knows only letters and signs.
    bounds
        Where positions are likely (west, south, east, north, in degrees). A pair that nothing else orders is taken as
        latitude first, as releases write it, unless only the other order lies within. Bare pairs with three decimals,
        and sloppy grid references, count within only.
    folded
        The text folded, for who has it.

    Notes
    -----
    No pair: dates, telephone numbers, scores, percentages, prices, version numbers; what lies off the globe; whole
    degrees without any sign for degrees; three numbers in a row, or five. Time and memory are linear in the text.
    """
    notation = notation or _signs()
    ends = hinting(folded or fold(text), notation)
    return list(_find(text, ends.tolist(), notation, _Judge(bounds)))


@dataclass(frozen=True)
class _Judge:
    """Tells whether a position lies where it is likely."""

    bounds: Bounds | None

    def inside(self, position: LonLat) -> bool:
        """Tell whether a position lies within the bounds, or whether there are none."""
        if self.bounds is None:
            return True
        west, south, east, north = self.bounds
        return west <= position.lon <= east and south <= position.lat <= north


def hinting(folded: Folded, notation: Notation) -> NDArray[np.int64]:
    """Return the last digits of the numbers behind which a hint may stand: few of all are left for the pattern."""
    codes, kinds = folded.source, notation.kinds
    near = folded.offsets[np.flatnonzero(folded.codes - np.uint32(_ZERO) < _TEN)]  # folding writes all digits so
    near = near[kinds.take(codes[near], mode="clip") & _DIGIT > 0]
    near = near[np.diff(near, append=len(codes) + 1) > 1]  # the last of each number
    after, second = (kinds.take(codes.take(near + ahead, mode="clip"), mode="clip") for ahead in (1, 2))
    hinting = (after & _POINT > 0) & (second & _DIGIT > 0)
    at = near + 1
    for _ in range(MAX_FILLING):
        at = at + (kinds.take(codes.take(at, mode="clip"), mode="clip") & _FILLING > 0)
    opening = np.flatnonzero(kinds.take(codes.take(at, mode="clip"), mode="clip") & _OPENING > 0)
    hinting[opening[_may_open(codes, at[opening], notation.pairs)]] = True
    ends: NDArray[np.int64] = near[hinting]
    return ends


def _may_open(codes: Codes, at: NDArray[np.int64], pairs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell where a word for a hemisphere and the like may begin, by its first two characters."""
    first, second = (codes.take(at + ahead, mode="clip") - np.uint32(_ARABIC) for ahead in (0, 1))
    may = np.ones(len(at), dtype=bool)
    arabic = np.flatnonzero((first < _BLOCK) & (second < _BLOCK) & (at + 1 < len(codes)))
    may[arabic] = pairs[first[arabic], second[arabic]]
    return may


def _find(text: str, ends: Iterable[int], notation: Notation, judge: _Judge) -> Iterator[Coordinates]:
    resume = 0
    for end in ends:
        hint = notation.hints.match(text, end) if end >= resume else None
        if hint is None:
            continue
        if hint["grid"] is not None and (found := _grid(text, hint.start(), resume, judge)):
            yield found
            resume = found.end
        elif _is_alone(text, hint.start(), resume, notation):
            resume = hint.start() + 1
        else:
            tokens, resume = _cluster(text, hint.start(), resume, notation)
            yield from _pairs(text, tokens, judge)


def _is_alone(text: str, last_digit: int, resume: int, notation: Notation) -> bool:
    """Tell whether no other number can belong to the one that ends at a digit: a position has two at least."""
    if notation.onward.match(text, last_digit + 1):
        return False
    start = max(last_digit - LOOK_BACK, resume)
    before = _LAST_DIGIT(text[start : last_digit + 1].rstrip(_DIGITS + ".٫"))
    return not (before and notation.onward.match(text, start + before.start() + 1))


def _grid(text: str, last_digit: int, resume: int, judge: _Judge) -> Coordinates | None:
    """Return the grid reference whose zone ends at a digit."""
    for start in range(max(last_digit - 1, resume), last_digit + 1):
        if found := gridrefs.read_reference(text, start, judge.inside):
            kind: Kind = "mgrs" if found.kind == "mgrs" else "utm"
            return Coordinates(
                found.start, found.end, text[found.start : found.end], found.position, found.accuracy_m, kind
            )
    return None


def _cluster(text: str, hint: int, resume: int, notation: Notation) -> tuple[list[Token], int]:
    """Return the tokens around a hint that no other word breaks, and where to look on: behind them."""
    tokens: list[Token] = []
    start = max(resume, hint - LOOK_BACK)
    while resume < start < hint and (text[start - 1].isalnum() or text[start - 1] in NOT_BEFORE):
        start += 1  # not from within a word or a number
    for match in notation.tokens.finditer(text, start):
        kind, end = str(match.lastgroup), match.end()
        if kind == "blank" and end - match.start() <= MAX_GAP:
            continue
        if kind in {"break", "blank"} or (kind == "number" and _hangs(text, match.start(), tokens)):
            if end > hint:
                return tokens, _look_on(tokens, match.start(), hint)
            tokens = []
        else:
            tokens.append(_token(kind, match, notation))
        if len(tokens) == MAX_TOKENS:
            return tokens, max(end, hint + 1)
    return tokens, len(text)


def _look_on(tokens: Sequence[Token], broken: int, hint: int) -> int:
    """Return where to look on behind tokens: at what broke them, or at the zone of a grid reference before that."""
    zone = tokens[-2] if [token.kind for token in tokens[-2:]] == ["number", "hemisphere"] else None
    return zone.start if zone and zone.start > hint else max(broken, hint + 1)


def _hangs(text: str, start: int, tokens: Sequence[Token]) -> bool:
    """Tell whether a number hangs on what makes it no angle: a letter, a currency, a point, another number."""
    if tokens and tokens[-1].end == start:
        return tokens[-1].kind == "number"
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in NOT_BEFORE)


def _token(kind: str, match: re.Match[str], notation: Notation) -> Token:
    word = match.group()
    if kind == "word":
        word = notation.meanings.get(word) or notation.meanings[_plain(re.sub(_BLANK, " ", word))]  # most stand plain
        kind = "hemisphere" if word in HEMISPHERES else "axis" if word in COMPACT else word
    return Token(kind, word, *match.span())


def _pairs(text: str, tokens: list[Token], judge: _Judge) -> Iterator[Coordinates]:
    at = 0
    while at < len(tokens):
        if tokens[at].kind not in OPENING:
            at += 1
            continue
        bare, after = read_bare(tokens, at)
        if len(bare) > 1:
            found = [_judged(text, *pair, judge) for pair in zip(bare[::2], bare[1::2], strict=False)]
            yield from (each for each in found if each and len(bare) % 2 == 0)
            at = after
            continue
        one = read_angle(tokens, at)
        other = read_angle(tokens, behind_comma(tokens, one.after)) if one else None
        pair = _judged(text, one, other, judge) if one and other and _is_explicit(one, other) else None
        if pair:
            yield pair
        at = other.after if pair and other else at + 1


def _is_explicit(one: Angle, other: Angle) -> bool:
    """Tell whether two angles are written so that they can only be a position."""
    both = (one, other)
    if one.axis and other.axis:
        return one.axis != other.axis and all(
            angle.marked or angle.labelled or angle.parts > 1 or angle.decimals for angle in both
        )
    exact = all(angle.parts > 1 or angle.decimals >= MARKED_DECIMALS for angle in both)
    return exact and (bool(one.axis or other.axis) or (one.marked and other.marked))


def _judged(text: str, one: Angle, other: Angle, judge: _Judge) -> Coordinates | None:
    """Return the position of two angles, latitude first unless something else is said or more likely."""
    if one.axis == "lon" or other.axis == "lat":
        lat, lon = other, one
    else:
        lat, lon = one, other
    if not (one.axis or other.axis) and not _is_likely(lat, lon, judge) and _is_likely(lon, lat, judge):
        lat, lon = lon, lat
    position = LonLat(lon.value, lat.value)
    unmarked = not (one.axis or one.marked or other.axis or other.marked)
    few = unmarked and min(one.decimals, other.decimals) < SURE_DECIMALS
    if not _is_on_globe(position) or (few and not judge.inside(position)):
        return None
    box = lat.unit, lon.unit * math.cos(math.radians(lat.value))
    accuracy_m = max(math.hypot(*box) / 2 * DEGREE_M, LEAST_M)
    kind: Kind = "dms" if one.parts > 1 or other.parts > 1 else "decimal"
    return Coordinates(one.start, other.end, text[one.start : other.end], position, accuracy_m, kind)


def _is_likely(lat: Angle, lon: Angle, judge: _Judge) -> bool:
    position = LonLat(lon.value, lat.value)
    return _is_on_globe(position) and judge.inside(position)


def _is_on_globe(position: LonLat) -> bool:
    """Tell whether a position is one; NaN is none."""
    return abs(position.lon) <= MOST_LON and abs(position.lat) <= MOST_LAT
