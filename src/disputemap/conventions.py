"""Mentions of areas -> the two points that event datasets put them at, side by side and never mixed with places.

UCDP GED puts an event that is only known by its area at the middle of the area; ACLED at the town that the area is run
from. Both look precise and are not: who plots them beside real places sees clusters that are not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from disputemap import shapes
from disputemap.areas import place_shapes
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import load_geodata
from disputemap.locations import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from disputemap.gazetteer import Gazetteer
    from disputemap.geodata import GeoData
    from disputemap.shapes import Floats, Geometries

PRECISE, AREAL = "precise", "areal"
POINTS = ("centroid_lon", "centroid_lat", "capital_lon", "capital_lat")
COLUMNS = ("convention", *POINTS, "capital_id")
DIGITS = 6


def is_areal(mentions: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which mentions are known by an area only: those of `where_prec` 3 (a district) or more."""
    precision = pd.to_numeric(mentions["where_prec"], errors="coerce")
    return precision.ge(DISTRICT).fillna(value=False).to_numpy(dtype=bool)


def assign_conventions(mentions: pd.DataFrame, geodata: GeoData | None = None) -> pd.DataFrame:
    """Say for each mention of an area where UCDP's and ACLED's conventions put it.

    Parameters
    ----------
    mentions
        n rows as :func:`disputemap.geoparse` gives them.
    geodata
        The package that they were made with; None means the chosen, or else the shipped, one.

    Returns
    -------
    points
        The same n rows and index, in order. `convention`: `precise` (the place itself is known: nothing else is
        filled), `areal`, or None for what has no position. `centroid_lon`, `centroid_lat` (UCDP): the centroid of the
        area, or where that lies outside, a point on its surface. `capital_lon`, `capital_lat`, `capital_id` (ACLED):
        the town that the area is run from. EPSG:4326, degrees.

    Raises
    ------
    GazetteerError
        If the package is broken.

    Notes
    -----
    A place without a polygon has the gazetteer's position for its centroid; of what is relative ("the south of Diyala")
    the mention's own position stands for it, which lies in the area meant. Without a known seat (resource `seats`,
    `seat_of` of the gazetteer), the seat is that of the district, else the governorate, that holds the mention
    (`adm2`, `adm1`); countries and regions have none but their own, and what lies in no such area has none: NaN, None.
    """
    data = geodata or load_geodata()
    gazetteer = load_gazetteer(data)
    areal = is_areal(mentions)
    points = pd.DataFrame(np.nan, index=mentions.index, columns=list(POINTS))
    there = mentions["lon"].notna().to_numpy()
    kind = np.array([None, PRECISE, AREAL], dtype=object)[there + (there & areal).astype(int)]
    points.insert(0, "convention", pd.Series(kind, index=mentions.index, dtype=object))
    points["capital_id"] = pd.Series(None, index=mentions.index, dtype=object)
    rows = np.flatnonzero(kind == AREAL)
    points.iloc[rows, [1, 2]] = _centroids(mentions.iloc[rows], gazetteer, data)
    capitals = _capitals(mentions.iloc[rows], gazetteer, _seats(gazetteer, data))
    points.iloc[rows, 5] = capitals
    points.iloc[rows, [3, 4]] = [_position(gazetteer, capital) for capital in capitals] or np.empty((0, 2))
    return points


def _centroids(mentions: pd.DataFrame, gazetteer: Gazetteer, geodata: GeoData) -> Floats:
    """Return where the areas have their middle, (n, 2)."""
    plain = mentions["modifier"].isna() if "modifier" in mentions else pd.Series(data=True, index=mentions.index)
    ids = mentions["place_id"].where(plain)
    places = [gazetteer.places[one] for one in sorted(set(ids.dropna())) if one in gazetteer.places]
    drawn = place_shapes(places, geodata)
    has_area = shapely.get_dimensions(drawn) == shapes.AREA
    lon, lat = _middles(drawn[has_area])
    names = [place.place_id for place, is_drawn in zip(places, has_area, strict=True) if is_drawn]
    own = mentions[["lon", "lat"]].to_numpy(dtype=float)
    found = np.column_stack([ids.map(dict(zip(names, column.round(DIGITS), strict=True))) for column in (lon, lat)])
    return np.where(np.isnan(found.astype(float)), own, found.astype(float))


def _middles(areas: Geometries) -> tuple[Floats, Floats]:
    """Return a point inside each area: its centroid where it lies inside; by area on the globe, not by degrees."""
    flat = shapely.transform(areas, lambda xy: np.column_stack([xy[:, 0], np.sin(np.radians(xy[:, 1]))]))
    x, y = shapes.centres(flat)
    return x, np.degrees(np.arcsin(y))


def _seats(gazetteer: Gazetteer, geodata: GeoData) -> dict[str, str]:
    """Return the seat of each polity and division that has one."""
    seats = {polity: place.place_id for place in gazetteer.places.values() for polity in place.seat_of}
    for resource in geodata.group("seats"):
        seats |= {row["division_id"]: row["place_id"] for row in geodata.table(resource)}
    return seats


def _capitals(mentions: pd.DataFrame, gazetteer: Gazetteer, seats: Mapping[str, str]) -> list[str | None]:
    """Return the seat of what each mention names, or of the division that holds it."""
    held: Iterable[pd.Series[str]] = [mentions[name] for name in ("place_id", "adm2", "adm1") if name in mentions]
    capitals: pd.Series[str] = pd.Series(None, index=mentions.index, dtype=object)
    for level in held:
        capitals = capitals.where(capitals.notna(), level.map(seats))
    return [one if one in gazetteer.places else None for one in capitals]


def _position(gazetteer: Gazetteer, place_id: str | None) -> tuple[float, float]:
    place = gazetteer.places.get(place_id or "")
    return (place.lon, place.lat) if place else (np.nan, np.nan)
