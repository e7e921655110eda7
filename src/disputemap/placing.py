"""Choices + what stands beside names -> where each mention points: a place, and what is said of it.

An unknown name in a chain lies within its known parent; "south of X" is a sector of X; "between X and Y" needs both;
coordinates are a position of their own. A government is nowhere in particular: associative mentions keep no modifier.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.mentions import COORDINATES, NONE
from disputemap.models import MODIFIERS, Site
from disputemap.numbering import first_rows, numbers_of
from disputemap.phrasebook import KIND
from disputemap.ragged import take_or
from disputemap.scoring import is_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from disputemap.coordinates import Coordinates
    from disputemap.mentions import Mentions
    from disputemap.resolution import Candidates, Choices
    from disputemap.words import Ints

ALONE = frozenset({"near", "distance", "between", "within", "outskirts"})  # modifiers without a bearing
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Placing(NamedTuple):
    """Where n mentions point; -1 and NaN stand for "none".

    `place` is the anchor in the place table, `kind` a number of `phrasebook.KIND`, `to` the other place of "between".
    """

    place: Ints
    kind: NDArray[np.int8]
    bearing_deg: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    to: Ints


def place_mentions(mentions: Mentions, candidates: Candidates, choices: Choices, roles: NDArray[np.float64]) -> Placing:
    """Put together where each mention points; `roles` are log odds of "associative"."""
    place = take_or(candidates.place, np.where(choices.located, choices.best, NONE), none=NONE).astype(np.int64)
    said = mentions.said
    kind = np.where(roles > 0, 0, said.kind).astype(np.int8)
    within = is_within(choices)
    place = np.where(within, place[choices.chain], place)
    kind[within] = KIND["within"]
    kind[place < 0] = 0
    to = _partners(mentions, place, kind)
    kind[(kind == KIND["between"]) & ((to < 0) | (to == place))] = 0
    return Placing(place, kind, said.bearing_deg, said.distance_m, np.where(kind == KIND["between"], to, NONE))


def _partners(mentions: Mentions, place: Ints, kind: NDArray[np.int8]) -> Ints:
    """Return the place of the other name of "between X and Y"."""
    rows = np.flatnonzero(kind == KIND["between"])
    to = np.full(len(mentions), NONE, dtype=np.int64)
    following = np.minimum(rows + 1, len(mentions) - 1)
    first = (mentions.group[following] == mentions.group[rows]) & (following > rows)
    other = np.where(first, following, rows - 1)
    both = kind[other] == KIND["between"]
    to[rows[both]] = place[other[both]]
    return to


def sites_of(
    placing: Placing, mentions: Mentions, coordinates: Sequence[Coordinates], places: Sequence[Site]
) -> tuple[NDArray[np.int32], list[Site]]:
    """Return which site each mention points to, -1 for none, and the distinct sites; `places` are the plain ones."""
    rows = np.flatnonzero((placing.place >= 0) | (mentions.form == COORDINATES))
    codes, first = distinct_rows(_numbers(placing, mentions, rows))
    site = np.full(len(mentions), NONE, dtype=np.int32)
    site[rows] = codes
    return site, list(_sites(rows[first], placing, mentions, coordinates, places))


def _numbers(placing: Placing, mentions: Mentions, rows: Ints) -> list[NDArray[Any]]:
    """Return the columns that a site depends on; what is said of the place counts only where something is."""
    columns: list[NDArray[Any]] = [placing.place[rows], mentions.item[rows]]
    modified = placing.kind[rows] > 0
    if modified.any():
        bearing, distance = (np.nan_to_num(column[rows], nan=-1.0) for column in placing[2:4])
        columns += [placing.kind[rows], placing.to[rows]]
        columns += [np.where(modified, column, 0.0).view(np.int64) for column in (bearing, distance)]
    return columns


def distinct_rows(columns: Sequence[NDArray[Any]]) -> tuple[Ints, Ints]:
    """Return a number for each row, the same for equal rows, counted as they come; and the first row of each number.

    Rows are told apart by a mixture of their values, 64 bits.
    """
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mixed ^= mixed >> np.uint64(29)
        mixed ^= column.astype(np.int64, copy=False).view(np.uint64)
        mixed *= _MIX
    codes = numbers_of(mixed)
    return codes, first_rows(codes)


def _sites(
    rows: Ints, placing: Placing, mentions: Mentions, coordinates: Sequence[Coordinates], places: Sequence[Site]
) -> Iterator[Site]:
    """Yield the sites that some mentions point to."""
    columns = mentions.form, mentions.item, *placing
    for form, item, place, kind, bearing, distance, to in zip(*(one[rows].tolist() for one in columns), strict=True):
        if form == COORDINATES:
            found = coordinates[item]
            yield Site(kind="coordinates", position=found.position, accuracy_m=found.accuracy_m)
        elif not kind:
            yield places[place]
        else:
            name = MODIFIERS[kind - 1]
            direction = None if name in ALONE else _number(bearing)
            other = places[to].place_id if to >= 0 else ""
            yield Site(places[place].place_id, name, direction, _number(distance), other)


def _number(value: float) -> float | None:
    return None if isnan(value) else value
