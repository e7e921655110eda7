"""Places -> the divisions that hold them: governorate, district, sub-district, disputed district, region.

A division holds a place when at least half of it lies within: of its area, its length, or of the disc that a point is
good to. Half and half, and a bare point on a border, go to the division whose id sorts first. Where the package draws
no such division, the gazetteer's parents speak, if they agree.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.areas import place_shapes
from disputemap.scanlines import Scanned
from disputemap.shapes import AREA, DEGREE_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.models import Site

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Ids = list[str | None]

LEVELS = ("adm1", "adm2", "adm3")
DRAWN = (*LEVELS, "region")
COLUMNS = (*LEVELS, "disputed", "region")
HALF = 0.5 - 1e-6  # two drawings of one thing differ in the last digits
KNOWN_BY_PARENTS = ("", "within")  # kinds of sites that lie where their place does
LINES = (16, 64)  # how many a geometry is looked at by before it is cut, see `scanlines`
STEPS = 32  # edges of a disc


class Divisions:
    """The divisions of a data package.

    Parameters
    ----------
    gazetteer, geodata
        Places whose feature is `adm1`, `adm2`, `adm3` or `region`, and their polygons; the resource `disputed` lists
        the districts and sub-districts that are.

    Raises
    ------
    GazetteerError
        If the package is broken.
    """

    def __init__(self, gazetteer: Gazetteer, geodata: GeoData) -> None:
        self._gazetteer = gazetteer
        rows = geodata.table("disputed") if "disputed" in geodata.resources else []
        self._disputed = {row.get("place_id", "") for row in rows}
        self._above: dict[str, dict[str, str | None]] = {}
        self._areas = _areas(gazetteer, geodata)

    def holding(self, sites: Sequence[Site], geometry: Geometries, accuracy_m: Floats) -> dict[str, Ids]:
        """Return the ids of what holds sites, by column; see the module for the rules.

        Parameters
        ----------
        sites
            n sites, of which one that is a place of the gazetteer, or within one, may be held by what that lies in.
        geometry, accuracy_m
            Where they are: EPSG:4326, or None; points are good to `accuracy_m`, NaN is 0.
        """
        found: dict[str, Ids] = dict(zip(DRAWN, self._drawn(geometry, np.nan_to_num(accuracy_m)), strict=True))
        drawn = found["adm2"].copy()
        for row, site in enumerate(sites):
            if site.kind in KNOWN_BY_PARENTS and site.place_id in self._gazetteer.places:
                for level, place_id in self._by_parents(site.place_id).items():
                    found[level][row] = place_id if self._is(place_id, level, site) else found[level][row] or place_id
        accounts = zip(found["adm3"], found["adm2"], drawn, strict=True)
        found["disputed"] = [next((one for one in every if one in self._disputed), None) for every in accounts]
        return found

    @staticmethod
    def _is(place_id: str | None, level: str, site: Site) -> bool:
        """Tell whether a site is that division itself, which no drawing of an older one takes from it."""
        return place_id == site.place_id and level in LEVELS

    def _by_parents(self, place_id: str) -> dict[str, str | None]:
        """Return the division of each level that a place is, or that all accounts of what it lies in agree on."""
        if place_id not in self._above:
            places = self._gazetteer.places
            held: dict[str, list[str]] = defaultdict(list)
            for one in self._gazetteer.ancestors(place_id):
                held[places[one].feature].append(one)
            held[places[place_id].feature] = [place_id]
            self._above[place_id] = {level: held[level][0] if len(held[level]) == 1 else None for level in LEVELS}
        return self._above[place_id]

    def _drawn(self, geometry: Geometries, accuracy_m: Floats) -> list[Ids]:
        """Return for each of `DRAWN` the division that holds at least half of each geometry."""
        areas = self._areas
        numbers = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
        even = _even(_widened(geometry[numbers], accuracy_m[numbers]))
        row, area = _may_hold(even, areas.shape)
        share = _shares(even, areas, row, area)
        order = np.lexsort([area, -share.round(6), areas.level[area], row])  # areas are in the order of their ids
        order = order[share[order] >= HALF]
        _, first = np.unique(row[order] * len(DRAWN) + areas.level[area[order]], return_index=True)
        found: list[Ids] = [[None] * len(geometry) for _ in DRAWN]
        for best in order[first].tolist():
            found[areas.level[area[best]]][numbers[row[best]]] = areas.ids[area[best]]
        return found


class _Areas(NamedTuple):
    """Divisions: their ids, in order, the numbers of their levels in `DRAWN`, their shapes and these by lines."""

    ids: list[str]
    level: Ints
    shape: Geometries
    by_lines: Scanned


def _areas(gazetteer: Gazetteer, geodata: GeoData) -> _Areas:
    """Return the divisions that are drawn."""
    places = [place for place in gazetteer.places.values() if place.feature in DRAWN and place.geometry]
    places.sort(key=lambda place: place.place_id)
    drawn = _even(place_shapes(places, geodata))
    kept = np.flatnonzero(shapely.get_dimensions(drawn) == AREA)
    shapely.prepare(drawn)
    level = np.array([DRAWN.index(places[row].feature) for row in kept], dtype=np.int64)
    return _Areas([places[row].place_id for row in kept], level, drawn[kept], Scanned(drawn[kept]))


def _may_hold(geometry: Geometries, areas: Geometries) -> tuple[Ints, Ints]:
    """Return pairs of a geometry and an area that may hold half of it, as the boxes around them have it."""
    row, area = shapely.STRtree(areas).query(geometry)
    boxes, box = shapely.bounds(geometry)[row], shapely.bounds(areas)[area]
    in_box = (np.minimum(boxes[:, 2:], box[:, 2:]) - np.maximum(boxes[:, :2], box[:, :2])).clip(min=0).prod(axis=1)
    may = np.minimum(in_box, shapely.area(areas)[area]) >= HALF * shapely.area(geometry)[row]  # lines have none
    return row[may], area[may]


def _shares(geometry: Geometries, areas: _Areas, row: Ints, area: Ints) -> Floats:
    """Return which part of geometries lies in areas, pair by pair: exactly where it counts, else about."""
    share, doubt = np.zeros(len(row)), np.ones(len(row))
    slot = row * len(DRAWN) + areas.level[area]
    flat = shapely.get_dimensions(geometry)[row] == AREA
    asked = np.flatnonzero(flat)
    for lines in LINES:
        share[asked], doubt[asked] = areas.by_lines.shares(geometry, row[asked], area[asked], lines)
        asked = np.flatnonzero(flat & _is_open(share, doubt, slot))
    cut = np.append(asked, np.flatnonzero(~flat))
    share[cut] = _cut(geometry, areas.shape, row[cut], area[cut])
    return share


def _is_open(share: Floats, doubt: Floats, slot: Ints) -> Flags:
    """Tell which pairs leave open whether half is held, or which area of a level (they share a slot) holds more."""
    may = share + doubt >= HALF
    alone = np.bincount(slot[may], minlength=slot.max(initial=0) + 1)[slot] == 1
    open_: Flags = may & ~(alone & (share - doubt >= HALF))
    return open_


def _cut(geometry: Geometries, areas: Geometries, row: Ints, area: Ints) -> Floats:
    """Return which part of geometries lies in areas, pair by pair; of what has no size, all or nothing."""
    share = shapely.covers(areas[area], geometry[row]).astype(float)
    flat = shapely.get_dimensions(geometry) == AREA
    whole = _sizes(geometry, flat)
    parts = np.flatnonzero((share == 0) & (whole[row] > 0))
    inside = shapely.intersection(geometry[row[parts]], areas[area[parts]])
    share[parts] = _sizes(inside, flat[row[parts]]) / whole[row[parts]]
    return share


def _sizes(geometry: Geometries, flat: Flags) -> Floats:
    """Return the areas of what is flat, and the lengths of what is not."""
    return np.where(flat, shapely.area(geometry), shapely.length(geometry))


def _widened(geometry: Geometries, accuracy_m: Floats) -> Geometries:
    """Return points as the discs that they are good to, all else as it is."""
    drawn = geometry.copy()
    disc = (shapely.get_dimensions(geometry) == 0) & (accuracy_m > 0)
    lon, lat = shapely.get_x(geometry[disc]), shapely.get_y(geometry[disc])
    turn = np.linspace(0, 2 * np.pi, STEPS, endpoint=False)
    radius = (accuracy_m[disc] / DEGREE_M)[:, None]
    x = lon[:, None] + radius * np.cos(turn) / np.cos(np.radians(lat)).clip(min=0.01)[:, None]
    y = lat[:, None] + radius * np.sin(turn)
    drawn[disc] = shapely.polygons(np.stack([x, y.clip(-90, 90)], axis=-1))
    return drawn


def _even(geometry: Geometries) -> Geometries:
    """Return geometries in a plane where areas are as large as on the globe."""
    return np.array(shapely.transform(geometry, _flattened), dtype=object)


def _flattened(lonlat: Floats) -> Floats:
    return np.column_stack([lonlat[:, 0], np.degrees(np.sin(np.radians(lonlat[:, 1])))])
