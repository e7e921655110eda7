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
from itertools import count
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from disputemap import gridrefs
from disputemap.angles import COMPACT, HEMISPHERES, Angle, Token, behind_comma, read_angle, read_bare
from disputemap.folding import fold
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.codepoints import Codes
    from disputemap.folding import Folded
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
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ°º˚"
_ZERO, _TEN = np.uint32(ord("0")), np.uint32(10)
_POINTS = (ord("."), ord("٫"))
MAX_FILLING = 3  # blanks and commas between a number and what hints at a position
NEAR = 12  # code points behind a number that are looked at before patterns are
# Groups of code points: none that stands between numbers of a position, ..., what anything may follow, the letters.
_NOTHING, _DIGIT, _FILLING, _SIGN, _ANYTHING, _FIRST_LETTER = range(6)
_GROUPS = {
    _DIGIT: _D,
    _FILLING: f"[{_BLANKS},;،؛]",
    _SIGN: "[°º˚″”“\"'′’‘´`:=+−.٫-]",
    _ANYTHING: "[A-Z\u064b-\u0652\u0640]",  # of grid references, and in the middle of Arabic words
}
_KNOWN = "".join(map(chr, range(0x3001)))  # all that is of these groups lies here


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
    """How coordinates are written: what may open a candidate, its tokens, what words mean, and what parts numbers."""

    hints: re.Pattern[str]
    tokens: re.Pattern[str]
    meanings: dict[str, str]
    parting: Parting


class Parting(NamedTuple):
    """What may stand between two numbers of one position, told by pairs of letters: all that tokens are, and more.

    `groups` are those of code points, the last entry that of all beyond. `follows` tells of two groups whether the
    second may stand behind the first. `chars` are all characters that are of a group.
    """

    groups: NDArray[np.int64]
    follows: NDArray[np.bool_]
    chars: str


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
    return Notation(re.compile(hints), re.compile(tokens, re.IGNORECASE | re.DOTALL), meanings, _parting(meanings))


def _parting(meanings: dict[str, str]) -> Parting:
    """Return what parts numbers: the pairs of letters of all words, and of "and" with a word behind it."""
    joining = [word for word, meaning in meanings.items() if meaning == "and"]
    parts = [part for word in meanings for part in word.split()]
    parts += [one[-1] + other[0] for one in joining for other in parts]
    chars = _KNOWN + "".join(map(chr, range(len(_KNOWN), max(map(ord, "".join(parts))) + 1)))
    letters = sorted(set(map(_alike, "".join(parts))))
    numbers = dict(zip(letters, count(_FIRST_LETTER)))
    groups = np.array([*(numbers.get(_alike(char), _NOTHING) for char in chars), _ANYTHING])
    for group, pattern in _GROUPS.items():
        groups[[ord(char) for char in re.findall(pattern, _KNOWN)]] = group
    follows = np.zeros((_FIRST_LETTER + len(letters),) * 2, dtype=bool)
    follows[_DIGIT:, _DIGIT:_FIRST_LETTER] = follows[_ANYTHING, _DIGIT:] = True
    for part in parts:
        path = groups[[ord(char) for char in part]]
        follows[_DIGIT:_ANYTHING, path[0]] = follows[path[:-1], path[1:]] = True
    return Parting(groups, follows, "".join(char for char, group in zip(chars, groups.tolist(), strict=False) if group))


def _alike(text: str) -> str:
    """Return one spelling for all that patterns take for one another: whatever the case, and i with or without dot."""
    return text.upper().lower().replace("i\u0307", "i")


def load_notation(geodata: GeoData) -> Notation:
    """Return the notation of a data package, from its resource `hemispheres` if it has one."""
    rows = geodata.table("hemispheres") if "hemispheres" in geodata.resources else []
    return build_notation((row["word"], row["meaning"]) for row in rows)


def _plain(word: str) -> str:
    return " ".join(_alike(re.sub(_MARKS, "", word)).split())


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
    ends = _hinting(folded or fold(text), notation)
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


def _hinting(folded: Folded, notation: Notation) -> NDArray[np.int64]:
    """Return the last digits of the numbers behind which a hint may stand: few of all are left for the pattern."""
    codes, groups = folded.source, notation.parting.groups
    digits = folded.origins(np.flatnonzero(folded.codes - _ZERO < _TEN))  # folding writes all digits so
    apart = np.diff(digits, prepend=-2, append=len(codes) + 1) > 1
    starts, ends = digits[apart[:-1]], digits[apart[1:]]
    ends = ends[_are_linked(codes, starts, ends, notation.parting)]
    at = ends + 1
    for _ in range(MAX_FILLING):
        at += groups.take(codes.take(at, mode="clip"), mode="clip") == _FILLING
    return ends[groups.take(codes.take(at, mode="clip"), mode="clip") >= _SIGN]


def _are_linked(
    codes: Codes, starts: NDArray[np.int64], ends: NDArray[np.int64], parting: Parting
) -> NDArray[np.bool_]:
    """Tell which runs of digits are of numbers to which another one may belong: a position has two at least."""
    begins = np.ones(len(starts) + 1, dtype=bool)
    pointed = np.flatnonzero(starts[1:] == ends[:-1] + 2)
    begins[pointed[np.isin(codes[ends[pointed] + 1], _POINTS)] + 1] = False  # a fraction is of the number before it
    leading = _leading(codes, starts[begins[:-1]], ends[begins[1:]], parting)
    number = np.cumsum(begins[:-1]) - 1
    linked = np.zeros(len(starts) + 1, dtype=bool)
    linked[leading] = linked[leading + 1] = True
    of_linked: NDArray[np.bool_] = linked[number]
    return of_linked


def _leading(codes: Codes, starts: NDArray[np.int64], ends: NDArray[np.int64], parting: Parting) -> NDArray[np.int64]:
    """Return the numbers from which nothing but what may part two of a position leads towards the next one."""
    groups, follows = parting.groups, parting.follows.ravel()
    rows, size = np.arange(len(ends) - 1), len(parting.follows)
    at, stop, before = ends[:-1], starts[1:], np.full(len(rows), _DIGIT)
    for _ in range(NEAR):
        at = np.minimum(at + 1, stop)
        group = groups.take(codes.take(at), mode="clip")
        passing = np.flatnonzero(follows.take(before * size + group))
        rows, at, stop, before = rows[passing], at[passing], stop[passing], group[passing]
    return rows


def _find(text: str, ends: Iterable[int], notation: Notation, judge: _Judge) -> Iterator[Coordinates]:
    resume = 0
    for end in ends:
        hint = notation.hints.match(text, end) if end >= resume else None
        if hint is None:
            continue
        if hint["grid"] is not None and (found := _grid(text, hint.start(), resume, judge)):
            yield found
            resume = found.end
        else:
            tokens, resume = _cluster(text, hint.start(), resume, notation)
            if sum(token.kind == "number" for token in tokens) > 1:
                for pair in _pairs(text, tokens, judge):
                    yield pair
                    resume = max(resume, pair.end)


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
    broken = start + len(text[start:hint].rstrip(notation.parting.chars))
    start = max(start, text.rfind(" ", start, broken) + 1)  # the word before which all tokens would be thrown away
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
