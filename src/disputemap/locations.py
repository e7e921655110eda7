"""Sites -> locations: where "south of X", "20 km from X" or coordinates lie, as a shape with its uncertainty.

The rules of each kind, and the numbers in them, stand in :mod:`disputemap.relations`; here sites become columns for
them, and get their precision.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import mapping

from disputemap import shapes
from disputemap.areas import place_shapes
from disputemap.crs import LONLAT
from disputemap.errors import GeometryError
from disputemap.models import MODIFIERS, Site
from disputemap.relations import INNER, NEAR_REACH_M, RULES, Anchors, Located, Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.shapes import Floats, Geometries

_PLAIN = Site()
NEEDS = {"sector": ("bearing_deg",), "offset": ("bearing_deg", "distance_m"), "distance": ("distance_m",)}

# UCDP GED where_prec: 1 exact, 2 near, 3 district, 4 governorate, 5 line, fuzzy area or between places, 6 country.
# 7 (international waters, airspace) is never given: the gazetteers hold no sea and no sky.
EXACT, NEAR, DISTRICT, FUZZY, COUNTRY = 1, 2, 3, 5, 6
WHERE_PREC = {"adm3": DISTRICT, "adm2": DISTRICT, "adm1": 4, "country": COUNTRY} | dict.fromkeys(
    ("region", "mountain", "river", "lake", "road"), FUZZY
)
ROUGH_M = 10_500.0  # the largest city reaches 10 km: what is known this well is the place itself
# ACLED geo_precision: 1 the place itself, 2 near it or a small area, 3 a larger area.
GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3}
HALF_ROUND_M = 20_000_000.0  # nothing on earth is farther off
MOST_LON, MOST_LAT = 180.0, 90.0
DRAWN_DECIMALS = 4  # of a degree: 11 m, far finer than any of these shapes is sure


def locate(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> gpd.GeoDataFrame:
    """Say where sites lie.

    Parameters
    ----------
    sites
        n sites; a site without place and kind is one that nobody could place.
    gazetteer, geodata
        The places, and the package with their shapes.

    Returns
    -------
    located
        n rows in the same order, index 0 to n-1, EPSG:4326, as :func:`disputemap.join.assign_corridor` takes them:
        `geometry` is an area, or a point that is good to `accuracy_m`, or the place's line; `lon`, `lat` a point in it
        (of a ring, and of what lies around a place, the place's own); `accuracy_m` the radius around that point within
        which all of it lies, in metres. Where the anchor has no location, None and NaN.

    Raises
    ------
    GeometryError
        If a site names an unknown place or kind, or lacks what its kind needs.

    Notes
    -----
    One call reads each file of shapes once: give it all sites of a run.
    """
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and only for who wants a frame

    located = locate_columns(sites, gazetteer, geodata)
    columns = {"lon": located.lon, "lat": located.lat, "accuracy_m": located.accuracy_m}
    return gpd.GeoDataFrame(columns, geometry=located.geometry, crs=LONLAT)


def as_one(site: Site) -> Site:
    """Return a site as it is located: between X and Y lies what lies between Y and X, whichever a text names first."""
    if site.kind == "between" and site.to < site.place_id:
        return site._replace(place_id=site.to, to=site.place_id)
    return site


def locate_columns(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> Located:
    """Say where sites lie as :func:`locate` does, without making a frame of it, which takes longer than a few sites."""
    _check(sites, gazetteer)
    located = Located.empty(len(sites))
    said = _said([as_one(site) for site in sites], gazetteer, geodata)
    kinds = np.array([site.kind for site in sites], dtype=object)
    there = ~np.isnan(said.anchors.lon) & ((kinds != "between") | ~np.isnan(said.others.lon))
    for kind in sorted(set(kinds[there])):
        rows = np.flatnonzero(there & (kinds == kind))
        located.put(rows, RULES[kind](said.take(rows)))
    return located._replace(lon=_turned(located.lon))


def _turned(lon: Floats) -> Floats:
    """Return longitudes from -180 to 180; shapes may run over that edge in one piece."""
    return np.where(np.abs(lon) > MOST_LON, (lon + 180) % 360 - 180, lon)


def shapes_of(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> list[dict[str, Any] | None]:
    """Return what a map may draw for each site: a GeoJSON geometry, EPSG:4326, four decimals.

    An area for what is relative to a place, a Point for an offset and for coordinates (draw the circle of its
    `accuracy_m`); None for the place itself or what is somewhere within it, which the map draws already.
    """
    wanted = [site if site.kind not in {"", "within"} else site._replace(place_id="", kind="") for site in sites]
    geometry = locate_columns(wanted, gazetteer, geodata).geometry
    rounded = shapely.transform(shapely.orient_polygons(geometry), lambda xy: np.round(xy, DRAWN_DECIMALS))
    return [None if shape is None else mapping(shape) for shape in rounded]


def where_prec(site: Site, feature: str, accuracy_m: float) -> int:
    """Return the UCDP GED precision of a site.

    Parameters
    ----------
    site
        What was said.
    feature
        The kind of place that the anchor is; empty for coordinates.
    accuracy_m
        Of the located site, as :func:`locate` gives it, in metres.

    Notes
    -----
    A place is as precise as its feature, or as roughly as it is known. Behind a relative word it is "near" (2) at best,
    and a fuzzy area (5) when that leaves more than a place may be off and "near" reaches together. Part of a district
    or governorate is as precise as that; part of a country or region is a fuzzy area (5), which UCDP has between
    governorate and country. What lies between two places is 5 too, as UCDP has it, unless they are so close that
    it is "near" both.
    """
    known = EXACT if accuracy_m < ROUGH_M else NEAR if accuracy_m <= NEAR_REACH_M else DISTRICT
    precision = WHERE_PREC.get(feature, EXACT)
    if site.kind == "":
        return max(precision, known)
    if site.kind == "coordinates":
        return FUZZY if known == DISTRICT else known
    if site.kind == "between":
        return NEAR if known == EXACT else FUZZY
    if site.kind == "within":
        return max(precision, NEAR)
    if feature in INNER:
        return FUZZY if site.kind == "sector" and precision == COUNTRY else precision
    return max(precision, NEAR if accuracy_m <= NEAR_REACH_M + ROUGH_M else FUZZY)


def _check(sites: Sequence[Site], gazetteer: Gazetteer) -> None:
    for number, site in enumerate(sites):
        if site[1:] == _PLAIN[1:] and site.place_id in gazetteer.places:  # most are
            continue
        if wrong := fault(site, gazetteer):
            about = f"{site.kind or 'place'} {site.place_id}".strip()
            message = f"site {number} ({about}): {wrong}"
            raise GeometryError(message)


def fault(site: Site, gazetteer: Gazetteer) -> str:
    """Return what is wrong with a site, or nothing."""
    if site.kind not in {"", "coordinates", *MODIFIERS}:
        return f"unknown kind; use one of {', '.join(MODIFIERS)}, coordinates, or nothing"
    for name in NEEDS.get(site.kind, ()):
        if getattr(site, name) is None:
            return f"has no {name}; give one"
    for name in ("bearing_deg", "distance_m", "accuracy_m"):
        value = getattr(site, name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            return f"{name} is {value}; give a finite number, 0 or more"
    return _misplaced(site, gazetteer)


def _misplaced(site: Site, gazetteer: Gazetteer) -> str:
    if site.kind == "coordinates":
        lon, lat = site.position or (math.nan, math.nan)
        sound = abs(lon) <= MOST_LON and abs(lat) <= MOST_LAT
        return "" if sound else f"position is {site.position}; give longitude and latitude in degrees"
    named = [site.place_id] if site.place_id or site.kind else []
    named += [site.to] if site.kind == "between" else []
    for place_id in named:
        if place_id not in gazetteer.places:
            return f"unknown place {place_id!r}; use an id of the gazetteer"
    itself = site.kind == "between" and site.to == site.place_id
    return "lies between a place and itself; give another `to`" if itself else ""


def _said(sites: Sequence[Site], gazetteer: Gazetteer, geodata: GeoData) -> Said:
    both = _anchors([*(site.place_id for site in sites), *(site.to for site in sites)], gazetteer, geodata)
    anchors, others = both.take(np.arange(len(sites))), both.take(np.arange(len(sites)) + len(sites))
    given = [row for row, site in enumerate(sites) if site.kind == "coordinates"]
    positions = [sites[row].position or (np.nan, np.nan) for row in given]
    anchors.lon[given], anchors.lat[given] = np.array(positions, dtype=float).reshape(-1, 2).T
    anchors.accuracy_m[given] = [sites[row].accuracy_m or 0 for row in given]
    distance_m = np.minimum(_column(sites, "distance_m"), HALF_ROUND_M)
    return Said(anchors, others, _column(sites, "bearing_deg") % 360, distance_m)


def _column(sites: Sequence[Site], name: str) -> Floats:
    return np.array([getattr(site, name) for site in sites], dtype=float)  # None becomes NaN


def _anchors(place_ids: Sequence[str], gazetteer: Gazetteer, geodata: GeoData) -> Anchors:
    """Return places as columns; what is no place has no position."""
    known = [gazetteer.places[place_id] for place_id in sorted({*place_ids} & gazetteer.places.keys())]
    rows = {place.place_id: number for number, place in enumerate(known)}
    geometry = np.array([*place_shapes(known, geodata), None], dtype=object)
    geometry[shapely.get_dimensions(geometry) == 0] = None
    spot = np.array([*((place.lon, place.lat, place.accuracy_m) for place in known), (np.nan,) * 3], dtype=float)
    spot = _filled(spot, geometry)
    inner = np.array([*(place.feature in INNER for place in known), False])
    index = np.array([rows.get(place_id, len(known)) for place_id in place_ids], dtype=int)
    return Anchors(spot[:, 0], spot[:, 1], np.nan_to_num(spot[:, 2]), geometry, inner).take(index)


def _filled(spot: Floats, geometry: Geometries) -> Floats:
    """Return positions, taken from the shape where the gazetteer has none."""
    lacking = np.isnan(spot[:, :2]).any(axis=1) & ~shapely.is_missing(geometry)
    if lacking.any():
        lon, lat = shapes.centres(geometry[lacking])
        spot[lacking] = np.column_stack([lon, lat, shapes.radii_m(lon, lat, geometry[lacking])])
    return spot
