"""A gazetteer with what looking names up needs beyond exact names, each part built when first asked for."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import shape

from disputemap.crs import GEOD
from disputemap.gazetteer import load_gazetteer
from disputemap.lexicon import load_feature_words
from disputemap.model import load_model
from disputemap.placetable import build_place_table
from disputemap.resolution import usual_points
from disputemap.romanisation import romanisation_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.model import Model
    from disputemap.models import LonLat, Place
    from disputemap.placetable import PlaceTable

ROUGHEST_TOWN_M = 10_500  # the largest city reaches 10 km from its middle
AREAS = ("adm3", "adm2", "adm1", "region", "country")
NEAREST_SLACK = 20  # degrees order places a little differently than metres do

Levels = dict[str, tuple[str, ...]]  # by folded feature word


@dataclass(frozen=True)
class Index:
    """A data package's gazetteer, opened for looking names and positions up."""

    gazetteer: Gazetteer
    geodata: GeoData
    _usual: dict[tuple[str, ...], NDArray[np.float64]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def model(self) -> Model:
        """How much each thing that speaks for a place counts."""
        return load_model(self.geodata)

    @cached_property
    def table(self) -> PlaceTable:
        """The places as columns."""
        return build_place_table(self.gazetteer)

    def usual_points(self, place_ids: Iterable[str], asked: tuple[str, ...]) -> dict[str, float]:
        """Return what speaks for places without any text, if places of the kinds `asked` are asked for.

        Worked out for all places when kinds are first asked for: there are few combinations of them, and many queries.
        """
        if asked not in self._usual:
            everywhere = np.arange(len(self.table))
            masks = np.full(len(everywhere), self.table.mask(asked), np.uint32)
            self._usual[asked] = usual_points(everywhere, masks, self.table, self.model)
        points, number = self._usual[asked], self.table.index
        return {place_id: float(points[number[place_id]]) for place_id in place_ids}

    @cached_property
    def romanised(self) -> dict[str, list[str]]:
        """Folded names by romanisation key; the key is taken of names as written, which says more."""
        pairs = (
            (romanisation_key(entry.attested_form), name)
            for name, entries in self.gazetteer.names.items()
            for entry in entries
        )
        return _bucket(pairs)

    @cached_property
    def initials(self) -> dict[str, list[str]]:
        """Folded names by first letter, and so by script."""
        return _bucket((name[:1], name) for name in self.gazetteer.names)

    @cached_property
    def towns(self) -> tuple[list[Place], NDArray[np.float64], NDArray[np.float64]]:
        """Populated places that have a location of their own, and their longitudes and latitudes.

        What is known no better than by its area is as near to one spot of it as to the next, and left out.
        """
        towns = [place for place in self.gazetteer.places.values() if place.feature == "populated_place"]
        located = [place for place in towns if not math.isnan(place.lon) and place.accuracy_m < ROUGHEST_TOWN_M]
        return located, np.array([p.lon for p in located]), np.array([p.lat for p in located])

    @cached_property
    def feature_words(self) -> tuple[Levels, Levels]:
        """Levels by the word before, and by the word after a name, of all languages."""
        sides: tuple[Levels, Levels] = ({}, {})
        for (_, position), words in load_feature_words(self.geodata).items():
            side = sides[0] if position == "before" else sides[1]
            side.update((word, row.features) for word, row in words.items())
        return sides

    @cached_property
    def polygons(self) -> Mapping[str, BaseGeometry]:
        """The polygons of areas by place_id, smallest level first."""
        areas = [place for place in self.gazetteer.places.values() if place.feature in AREAS and place.geometry]
        wanted = {place.place_id: place for place in sorted(areas, key=lambda p: AREAS.index(p.feature))}
        found: dict[str, BaseGeometry] = {}
        for resource in dict.fromkeys(place.geometry for place in wanted.values()):
            for feature in self.geodata.collection(resource)["features"]:
                place = wanted.get(feature["properties"].get("place_id", ""))
                if place and place.geometry == resource and feature["geometry"]["type"].endswith("Polygon"):
                    found[place.place_id] = shape(feature["geometry"])
        for polygon in found.values():
            shapely.prepare(polygon)
        return {place_id: found[place_id] for place_id in wanted if place_id in found}


def load_index(geodata: GeoData) -> Index:
    """Open the gazetteer of a data package."""
    return Index(load_gazetteer(geodata), geodata)


def _bucket(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    buckets: dict[str, dict[str, None]] = defaultdict(dict)
    for key, name in pairs:
        buckets[key][name] = None
    return {key: sorted(names) for key, names in buckets.items()}


def find_nearest(position: LonLat, index: Index, *, limit: int = 1) -> list[tuple[Place, float]]:
    """Return the populated places nearest to a position, with the geodesic distance in metres, nearest first."""
    places, lon, lat = index.towns
    if not places:
        return []
    east = np.abs(lon - position.lon)
    rough = np.hypot(np.minimum(east, 360 - east) * math.cos(math.radians(position.lat)), lat - position.lat)
    count = min(limit + NEAREST_SLACK, len(places))
    nearby = np.argpartition(rough, count - 1)[:count]
    here = np.full(count, position.lon), np.full(count, position.lat)
    distance = GEOD.inv(*here, lon[nearby], lat[nearby])[2]
    ranked = sorted(zip(distance.tolist(), nearby.tolist(), strict=True))[:limit]
    return [(places[at], metres) for metres, at in ranked]


def find_areas(position: LonLat, index: Index) -> list[Place]:
    """Return the areas whose polygon holds a position, smallest level first; the edge is in."""
    point = shapely.Point(position)
    places = index.gazetteer.places
    return [places[place_id] for place_id, polygon in index.polygons.items() if polygon.intersects(point)]


def distance_m(place: Place, position: LonLat) -> float:
    """Return the geodesic distance of a place from a position, in metres."""
    return float(GEOD.inv(place.lon, place.lat, *position)[2])
