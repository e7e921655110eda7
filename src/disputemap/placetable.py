"""Gazetteer -> PlaceTable: the places as columns of arrays, for stages that work on whole batches.

A place is a number here, its position in `ids`, which are sorted: lower numbers have lower ids. Kinds of places
(`feature`) are numbers too, their position in `features`; a set of kinds is a bit mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from disputemap.errors import GazetteerError
from disputemap.models import ACTING_FEATURES
from disputemap.ragged import expand, flatten, to_offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from disputemap.gazetteer import Gazetteer
    from disputemap.models import Place

MAX_FEATURES = 31
UNKNOWN_FEATURE = 1 << MAX_FEATURES  # the bit of a kind that is asked for and that no place has
EARTH_RADIUS_M = 6_371_008.8  # mean radius: great circles are within 0.5 % of geodesics


@dataclass(frozen=True)
class PlaceTable:
    """The p places of a gazetteer as arrays.

    Attributes
    ----------
    ids, index
        The place of each number, sorted; and the number of each id.
    features, countries
        What the codes in `feature` and `country` stand for.
    feature, country
        uint8 and int16 codes.
    home
        Whether it lies in a country that the gazetteer describes in depth (`Gazetteer.home`).
    population
        int64, 0 where unknown.
    seat, acts
        Whether it is the seat of a polity; whether its name stands for its government (`ACTING_FEATURES`).
    lon, lat, accuracy_m
        EPSG:4326 and metres, NaN where unknown.
    vectors
        (p, 3) unit vectors of the positions, NaN where unknown: see :func:`metres_of`.
    ancestor_offsets, ancestor
        What contains each place, by any source's account: `ancestor[ancestor_offsets[i]:ancestor_offsets[i + 1]]`,
        ascending.
    area_offsets, area
        The same with the place itself, and without countries.
    """

    ids: tuple[str, ...]
    index: dict[str, int]
    features: tuple[str, ...]
    countries: tuple[str, ...]
    feature: NDArray[np.uint8]
    country: NDArray[np.int16]
    home: NDArray[np.bool_]
    population: NDArray[np.int64]
    seat: NDArray[np.bool_]
    acts: NDArray[np.bool_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]
    vectors: NDArray[np.float64]
    ancestor_offsets: NDArray[np.int64]
    ancestor: NDArray[np.int32]
    area_offsets: NDArray[np.int64]
    area: NDArray[np.int32]

    def __len__(self) -> int:
        """Return how many places there are."""
        return len(self.ids)

    @property
    def located(self) -> NDArray[np.bool_]:
        """Whether each place has a position."""
        return ~np.isnan(self.lon)

    @cached_property
    def is_ancestor(self) -> NDArray[np.bool_]:
        """Whether each place contains another one."""
        found = np.zeros(len(self), bool)
        found[self.ancestor] = True
        return found

    def mask(self, features: Iterable[str]) -> int:
        """Return kinds of places as a bit mask; a kind that no place is of is the bit `UNKNOWN_FEATURE`."""
        mask = 0
        for feature in features:
            mask |= self._bits.get(feature, UNKNOWN_FEATURE)
        return mask

    @cached_property
    def _bits(self) -> dict[str, int]:
        return {feature: 1 << code for code, feature in enumerate(self.features)}

    def is_one_of(self, features: Iterable[str]) -> NDArray[np.bool_]:
        """Tell for each place whether it is of one of the kinds."""
        wanted = [feature in set(features) for feature in self.features]
        return np.array(wanted, bool)[self.feature] if wanted else np.zeros(0, bool)


def build_place_table(gazetteer: Gazetteer) -> PlaceTable:
    """Lay out the places of a gazetteer.

    Raises
    ------
    GazetteerError
        If there are more kinds of places than a bit mask holds.
    """
    ids = tuple(sorted(gazetteer.places))
    places = [gazetteer.places[place_id] for place_id in ids]
    index = dict(zip(ids, count(), strict=False))
    features, feature = _codes([place.feature for place in places])
    countries, country = _codes([place.country for place in places])
    if len(features) > MAX_FEATURES:
        message = (
            f"{len(features)} kinds of places, of which {features[-1]!r}; at most {MAX_FEATURES} can be told apart"
        )
        raise GazetteerError(message)
    lon = np.array([place.lon for place in places], np.float64)
    lat = np.array([place.lat for place in places], np.float64)
    above = _ancestors(places, index)
    is_country = np.array([name == "country" for name in features], bool)[feature] if places else np.zeros(0, bool)
    return PlaceTable(
        ids=ids,
        index=index,
        features=features,
        countries=countries,
        feature=feature.astype(np.uint8),
        country=country.astype(np.int16),
        home=np.array([place.country in gazetteer.home for place in places], bool),
        population=np.array([place.population for place in places], np.int64),
        seat=np.array([bool(place.seat_of) for place in places], bool),
        acts=np.array([place.feature in ACTING_FEATURES for place in places], bool),
        lon=lon,
        lat=lat,
        accuracy_m=np.array([place.accuracy_m for place in places], np.float64),
        vectors=to_vectors(lon, lat),
        ancestor_offsets=_offsets(above, len(ids)),
        ancestor=_second(above, len(ids)),
        area_offsets=_offsets(areas := _areas(above, is_country), len(ids)),
        area=_second(areas, len(ids)),
    )


def to_vectors(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return positions (degrees) as unit vectors, (n, 3).

    >>> to_vectors(np.array([0.0, 90.0]), np.array([0.0, 0.0])).round(6)
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    east, north = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)


def metres_of(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle metres between positions whose unit vectors lie this far apart.

    >>> metres_of(np.linalg.norm([[1.0, -1.0, 0.0]], axis=1)).round(-3)
    array([10008000.])
    """
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2, 1.0))
    return metres


def _codes(values: list[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the distinct values, sorted, and the place of each value among them."""
    distinct = tuple(sorted(set(values)))
    codes = dict(zip(distinct, count(), strict=False))
    return distinct, np.array([codes[value] for value in values], np.int64)


def _ancestors(places: Sequence[Place], index: dict[str, int]) -> NDArray[np.int64]:
    """Return all pairs of a place and what contains it, as sorted numbers `place * p + ancestor`.

    Most places share their parents with many others, so each set of parents is followed upwards once.
    """
    parents = [tuple(index[parent] for parent in place.parents if parent in index) for place in places]
    numbers = dict(zip(dict.fromkeys(parents), count(), strict=False))
    offsets, above = flatten([_walk(start, parents) for start in numbers])
    rows = expand(offsets, np.array([numbers[row] for row in parents], np.int64))
    return rows.owner * len(places) + above[rows.at]


def _walk(start: tuple[int, ...], parents: Sequence[tuple[int, ...]]) -> list[int]:
    """Return some parents and all that contains them, ascending; parents that go round come to an end too."""
    found: set[int] = set()
    ahead = list(start)
    while ahead:
        parent = ahead.pop()
        if parent not in found:
            found.add(parent)
            ahead.extend(parents[parent])
    return sorted(found)


def _areas(above: NDArray[np.int64], is_country: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the pairs of a place and each area that it is or lies in, less countries."""
    size = max(len(is_country), 1)
    itself = np.arange(len(is_country)) * (size + 1)
    pairs = np.sort(np.concatenate([above, itself]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # where parents go round, a place is its own ancestor
    counted: NDArray[np.int64] = pairs[~is_country[pairs % size]]
    return counted


def _offsets(pairs: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return to_offsets(np.bincount(pairs // max(size, 1), minlength=size))


def _second(pairs: NDArray[np.int64], size: int) -> NDArray[np.int32]:
    return (pairs % max(size, 1)).astype(np.int32)
