"""Choices + what stands beside names -> where each mention points: a place, and what is said of it.

An unknown name in a chain lies within its known parent; "south of X" is a sector of X; "between X and Y" needs both;
coordinates are a position of their own. A government is nowhere in particular: associative mentions keep no modifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from disputemap.mentions import COORDINATES, NONE
from disputemap.models import MODIFIERS, Site
from disputemap.modifiers import KIND
from disputemap.ragged import take_or
from disputemap.scoring import is_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.coordinates import Coordinates
    from disputemap.mentions import Mentions
    from disputemap.placetable import PlaceTable
    from disputemap.resolution import Candidates, Choices
    from disputemap.words import Ints


class Placing(NamedTuple):
    """Where n mentions point; -1 and NaN stand for "none".

    `place` is the anchor in the place table, `kind` a number of `modifiers.KIND`, `to` the other place of "between".
    """

    place: Ints
    kind: NDArray[np.int8]
    bearing_deg: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    to: Ints


def place_mentions(mentions: Mentions, candidates: Candidates, choices: Choices, roles: NDArray[np.float64]) -> Placing:
    """Put together where each mention points; `roles` are log odds of "associative"."""
    place = take_or(candidates.place, np.where(choices.located, choices.best, NONE), none=NONE).astype(np.int64)
    kind = np.where(roles > 0, 0, mentions.modifier).astype(np.int8)
    within = is_within(choices)
    place = np.where(within, place[choices.chain], place)
    kind[within] = KIND["within"]
    kind[place < 0] = 0
    to = _partners(mentions, place, kind)
    kind[(kind == KIND["between"]) & ((to < 0) | (to == place))] = 0
    return Placing(place, kind, mentions.bearing_deg, mentions.distance_m, np.where(kind == KIND["between"], to, NONE))


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
    placing: Placing, mentions: Mentions, coordinates: Sequence[Coordinates], table: PlaceTable
) -> tuple[NDArray[np.int32], list[Site]]:
    """Return which site each mention points to, -1 for none, and the distinct sites."""
    known = {"place": placing.place, "kind": placing.kind, "to": placing.to, "item": mentions.item}
    plain = placing.kind == 0
    vague = {
        name: np.where(plain, 0.0, np.nan_to_num(getattr(placing, name), nan=-1.0))
        for name in ("bearing_deg", "distance_m")
    }
    rows = np.flatnonzero((placing.place >= 0) | (mentions.form == COORDINATES))
    keys = pd.MultiIndex.from_arrays([column[rows] for column in (*known.values(), *vague.values())])
    codes, _ = pd.factorize(keys)
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[::-1]] = rows[::-1]
    site = np.full(len(mentions), NONE, dtype=np.int32)
    site[rows] = codes
    return site, [_site(row, placing, mentions, coordinates, table) for row in first.tolist()]


def _site(
    row: int, placing: Placing, mentions: Mentions, coordinates: Sequence[Coordinates], table: PlaceTable
) -> Site:
    if mentions.form[row] == COORDINATES:
        found = coordinates[mentions.item[row]]
        return Site(kind="coordinates", position=found.position, accuracy_m=found.accuracy_m)
    place_id, kind = table.ids[placing.place[row]], int(placing.kind[row])
    if not kind:
        return Site(place_id)
    to = table.ids[placing.to[row]] if placing.to[row] >= 0 else ""
    bearing, distance = (_number(column[row]) for column in (placing.bearing_deg, placing.distance_m))
    name = MODIFIERS[kind - 1]
    return Site(place_id, name, None if name in ALONE else bearing, distance, to)


ALONE = frozenset({"near", "distance", "between", "within", "outskirts"})


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
