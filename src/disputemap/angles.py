"""Tokens of a text -> angles: degrees, minutes and seconds with their hemisphere, in the order in which they stand."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

BARE_DECIMALS = 3  # figures that a pair needs to be a position without any sign
SIXTY = 60.0
COMPACT = {"lat": {4: (2,), 6: (2, 4)}, "lon": {5: (3,), 7: (3, 5)}}  # 352804N 0442331E: where to cut
HEMISPHERES = {"N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1)}
_FIGURES = str.maketrans("٫,،−", "...-")


class Token(NamedTuple):
    """`kind` is number, degree, minute, second, hemisphere, axis, and, comma, colon, or break."""

    kind: str
    text: str
    start: int
    end: int


class Angle(NamedTuple):
    """An angle read from tokens. `axis` is empty where nothing says it; `unit` is that of the last digit in degrees."""

    value: float
    axis: str
    unit: float
    decimals: int
    parts: int
    marked: bool
    labelled: bool
    start: int
    end: int
    after: int


def kind_at(tokens: Sequence[Token], at: int) -> str:
    """Return the kind of a token, empty behind the last."""
    return tokens[at].kind if at < len(tokens) else ""


def behind_comma(tokens: Sequence[Token], at: int) -> int:
    """Return where the next angle may begin: behind a comma, and behind an "and"."""
    for kind in ("comma", "and"):
        at += kind_at(tokens, at) == kind
    return at


def read_bare(tokens: Sequence[Token], at: int) -> tuple[list[Angle], int]:
    """Return the plain decimals in a row from a token on; none if something marks one of them as an angle."""
    run: list[tuple[Token, int]] = []
    while kind_at(tokens, at) == "number":
        token = tokens[at]
        if _decimals(token.text) < BARE_DECIMALS:
            break
        at += 1
        if kind_at(tokens, at) not in {"", "number", "comma", "and"}:
            return [], at
        run.append((token, at))
        at += kind_at(tokens, at) == "comma"
    angles = [
        _measured("", 1, [token], labelled=False, marked=False, span=(token.start, token.end, after))
        for token, after in run
    ]
    return angles, at


def read_angle(tokens: Sequence[Token], at: int) -> Angle | None:
    """Read an angle, with its hemisphere before or behind it."""
    first, axis, sign = at, "", 1
    if labelled := kind_at(tokens, at) == "axis":
        axis = tokens[at].text
        at += 1 + (kind_at(tokens, at + 1) == "colon")
    spoken = [axis]
    if prefixed := kind_at(tokens, at) == "hemisphere":
        axis, sign = HEMISPHERES[tokens[at].text]
        at += 1 + (kind_at(tokens, at + 1) == "colon")
    numbers, marked, at = _numbers(tokens, at)
    if numbers and not prefixed and kind_at(tokens, at) == "hemisphere":
        prefixed, (axis, sign) = True, HEMISPHERES[tokens[at].text]
        at += 1
    torn = labelled and spoken != [axis]
    signed = prefixed and numbers and not numbers[0].text[0].isdecimal()
    if not numbers or torn or signed or (len(numbers) > 1 and not (marked or axis)):
        return None
    span = (tokens[first].start, tokens[at - 1].end, at)
    return _measured(axis, sign, numbers, labelled=labelled, marked=marked, span=span)


def _numbers(tokens: Sequence[Token], at: int) -> tuple[list[Token], bool, int]:
    """Read degrees, minutes and seconds with the signs behind them; only the last may have a fraction."""
    numbers: list[Token] = []
    marked = False
    signs = ("degree", "minute", "second", "")
    for sign, following in pairwise(signs):
        if kind_at(tokens, at) != "number" or (numbers and not _is_whole(numbers[-1], tokens[at])):
            break
        numbers.append(tokens[at])
        at += 1
        if kind_at(tokens, at) == sign:
            marked, at = True, at + 1
            joined = [kind_at(tokens, at + ahead) for ahead in range(3)]
            at += joined == ["and", "number", following]  # as Arabic has it: "35 degrees and 28 minutes"
        elif kind_at(tokens, at) == "colon" and kind_at(tokens, at + 1) == "number":
            at += 1
    return numbers, marked, at


def _is_whole(number: Token, following: Token) -> bool:
    """Tell whether a number may be followed by one of a smaller unit."""
    return number.text.lstrip("-−+").isdecimal() and following.text[0].isdecimal()


def _measured(  # noqa: PLR0913 - what is read of an angle
    axis: str, sign: int, numbers: Sequence[Token], *, labelled: bool, marked: bool, span: tuple[int, int, int]
) -> Angle:
    """Return the angle of degrees, minutes, seconds; NaN where minutes or seconds are 60 or more."""
    figures = [number.text.translate(_FIGURES) for number in numbers]
    whole = figures[0].partition(".")[0]
    cuts = COMPACT.get(axis, {}).get(len(whole), ()) if len(figures) == 1 and not marked else ()
    if cuts:
        ends = [0, *cuts, len(figures[0])]
        figures = [figures[0][start:end] for start, end in pairwise(ends)]
    parts = [float(figure) for figure in figures]
    value = math.nan if max(parts[1:], default=0.0) >= SIXTY else 0.0
    for power, part in enumerate(parts):
        value += abs(part) / SIXTY**power
    sign = -1 if figures[0].startswith("-") else sign
    decimals = len(figures[-1].partition(".")[2])
    unit = SIXTY ** (1 - len(parts)) * 10.0**-decimals
    return Angle(sign * value, axis, unit, decimals, len(parts), marked, labelled, *span)


def _decimals(figure: str) -> int:
    return len(figure.translate(_FIGURES).partition(".")[2])
