"""Places -> shapes: the polygon or line of a place, from the GeoJSON resource that its row names.

Coordinates go from the parsed file into arrays and from there into shapes, whole resources at a time: a Python object
for each corner would cost more than all that is done with the shapes.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from disputemap.crs import LONLAT
from disputemap.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from disputemap.geodata import GeoData
    from disputemap.models import Place

    Row = dict[str, Any]

Geometries = npt.NDArray[Any]

# What GeoJSON nests in a shape: polygons in rings, and those of several parts one deeper.
_NESTED = {"Polygon": (shapely.GeometryType.POLYGON, 2), "MultiPolygon": (shapely.GeometryType.MULTIPOLYGON, 3)}
_PLANE = 2  # numbers of a position: longitude and latitude


def place_areas(places: Sequence[Place], geodata: GeoData) -> gpd.GeoDataFrame:
    """Return the geometries of places, as :func:`disputemap.join.assign_corridor` takes them.

    Parameters
    ----------
    places
        Rows of the gazetteer; `geometry` names a GeoJSON resource, whose features carry `place_id`.
    geodata
        The package that holds the resources.

    Returns
    -------
    areas
        One row per place, in the same order, index `place_id`, EPSG:4326: the polygon or line where the package has
        one, else the point, else None; `accuracy_m` is the radius of uncertainty in metres.

    Raises
    ------
    GazetteerError
        If a place names a resource that the package does not hold, or its shape cannot be read.
    """
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and only for who wants a frame

    geometry = place_shapes(places, geodata)
    lonlat = np.array([(place.lon, place.lat) for place in places], dtype=float).reshape(-1, 2)
    bare = shapely.is_missing(geometry) & ~np.isnan(lonlat).any(axis=1)
    geometry[bare] = shapely.points(lonlat[bare])
    index = pd.Index([place.place_id for place in places], name="place_id", dtype=object)
    accuracy = [float(place.accuracy_m) for place in places]
    return gpd.GeoDataFrame({"accuracy_m": accuracy}, index=index, geometry=geometry, crs=LONLAT)


def place_shapes(places: Sequence[Place], geodata: GeoData) -> Geometries:
    """Return what the package draws for each place, None where it draws nothing; see :func:`place_areas`."""
    wanted: dict[str, dict[str, int]] = {}
    for number, place in enumerate(places):
        if place.geometry:
            wanted.setdefault(place.geometry, {})[place.place_id] = number
    shapes = np.full(len(places), None, dtype=object)
    for resource in sorted(wanted):
        numbers = wanted[resource]
        rows = [row for row in geodata.collection(resource)["features"] if _place_id(row) in numbers]
        for row, drawn in zip(rows, _drawn(rows, str(geodata.path(resource))), strict=True):
            number = numbers[_place_id(row)]
            shapes[number] = drawn if shapes[number] is None else shapely.union(shapes[number], drawn)
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _place_id(feature: Row) -> str:
    return str((feature.get("properties") or {}).get("place_id", ""))


def _drawn(rows: Sequence[Row], name: str) -> Geometries:
    """Return the geometries of features; what is not as it should be is read one by one, to say which."""
    drawn = np.full(len(rows), None, dtype=object)
    try:
        kinds = [row["geometry"]["type"] for row in rows]
        for kind, (number, depth) in _NESTED.items():
            some = [i for i, found in enumerate(kinds) if found == kind]
            nested = [rows[i]["geometry"]["coordinates"] for i in some]
            drawn[some] = shapely.from_ragged_array(number, *_unnested(nested, depth)) if some else ()
    except (ShapelyError, ValueError, TypeError, LookupError, AttributeError):
        drawn[:] = None
    for i in np.flatnonzero(shapely.is_missing(drawn)).tolist():
        drawn[i] = _read(rows[i], name)
    return drawn


def _unnested(nested: list[Any], depth: int) -> tuple[npt.NDArray[np.float64], tuple[npt.NDArray[np.int64], ...]]:
    """Return the positions in nested lists, and where each list begins, the innermost first."""
    offsets: list[npt.NDArray[np.int64]] = []
    for _ in range(depth):
        offsets.insert(0, np.cumsum([0, *map(len, nested)]))
        nested = list(chain.from_iterable(nested))
    positions = np.array(nested)
    if positions.dtype.kind not in "if" or positions.shape[1:] != (_PLANE,):
        message = "positions are not pairs of numbers"
        raise ValueError(message)
    return positions.astype(np.float64), tuple(offsets)


def _read(row: Row, name: str) -> shapely.Geometry:
    try:
        return cast("shapely.Geometry", shape(row["geometry"]))
    except (ShapelyError, ValueError, TypeError, LookupError, AttributeError) as error:
        message = f"{name}: {_place_id(row)} has no geometry that can be read ({error}); correct it"
        raise GazetteerError(message) from error
