"""places x corridor -> table: how each place lies to the corridor.

Areas are joined as areas and points as discs of their uncertainty, never by a bare point in a polygon.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import shapely

from disputemap.crs import LONLAT
from disputemap.errors import GeometryError
from disputemap.ruler import COLUMNS, Ruler

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from disputemap.corridors import Corridor
    from disputemap.ruler import Floats, Geometries

INSIDE_SHARE = 0.999


def assign_corridor(
    places: gpd.GeoDataFrame, corridor: Corridor, *, metric_crs: str, near_m: float
) -> gpd.GeoDataFrame:
    """Say how each place lies to the corridor's typical band and centreline.

    Parameters
    ----------
    places
        n rows, EPSG:4326; points, lines or polygons; `accuracy_m` widens points and lines, in metres (NaN: 0).
    corridor
        See :func:`disputemap.corridors.load_corridor`.
    metric_crs
        The package's projection for metres.
    near_m
        Up to this distance from the band a place is `near`.

    Returns
    -------
    joined
        The same n rows in the same order, with five more columns. `relation`: `inside` (at least 0.999 of the widened
        place), `straddles` (some of it), `near` or `outside`. `share_inside`: 0 to 1. `distance_m`: from the widened
        place to the band, 0 where they touch. `chainage_km`: geodesic, along the centreline from its first vertex to
        the place's nearest point on it; `offset_m`: from there to the place, without widening. For an area that the
        centreline crosses it is 0, and the chainage is that of the middle of the longest stretch inside. A row
        without geometry is kept, with None and NaN.

    Raises
    ------
    GeometryError
        If the frame is not in EPSG:4326, a geometry is invalid, an `accuracy_m` is negative, or `metric_crs` unknown.

    Notes
    -----
    The predicate is the share of the area. A place that touches the band from outside has share 0 and distance 0, so
    it is `near`; a point of accuracy 0 on the edge is `inside`, as `covers` has it. A place more than 8 degrees from
    the corridor is measured as undrawn point or outline, on the ellipsoid from the nearest point in degrees.
    """
    _check(places)
    geometry = np.asarray(places.geometry.array, dtype=object)
    values = Ruler(corridor, metric_crs).measure(geometry, places["accuracy_m"].to_numpy(dtype=float))
    relation = pd.Series(relations(values, near_m=near_m), index=places.index, dtype=object)
    joined = places.assign(relation=relation)
    return cast("gpd.GeoDataFrame", joined.assign(**{name: values[:, i] for i, name in enumerate(COLUMNS)}))


def _check(places: gpd.GeoDataFrame) -> None:
    """Refuse by row id what cannot be measured."""
    if places.crs is None or places.crs.to_epsg() != 4326:  # noqa: PLR2004 - LONLAT
        message = f"places: CRS is {places.crs}; give them in {LONLAT}, longitude first"
        raise GeometryError(message)
    check_valid(np.asarray(places.geometry.array, dtype=object), places.index)
    for row in places.index[places["accuracy_m"] < 0]:
        message = f"place {row!r}: accuracy_m is negative; write a radius in metres"
        raise GeometryError(message)


def check_valid(geometry: Geometries, names: Iterable[object]) -> None:
    """Refuse geometries that are not valid.

    Raises
    ------
    GeometryError
        It gives the name of the first.
    """
    sound = shapely.is_missing(geometry) | shapely.is_valid(geometry)
    for name in compress(names, ~sound):
        message = f"place {name!r}: its geometry is not valid; mend it in the data package"
        raise GeometryError(message)


def relations(values: Floats, *, near_m: float) -> list[str | None]:
    """Return the word for each row that a :class:`disputemap.ruler.Ruler` measured, None where nothing is there."""
    share, distance = values[:, 0], values[:, 1]
    tests = [np.isnan(share), share >= INSIDE_SHARE, share > 0, distance <= near_m]
    return [name or None for name in np.select(tests, ["", "inside", "straddles", "near"], "outside").tolist()]
