"""What is nearest on the ellipsoid, where no projection reaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from disputemap.crs import GEOD
from disputemap.placetable import to_vectors

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STEP_DEG = 0.25  # how close positions on outlines stand; the nearest is then off by 0.1 % at 500 km, and less beyond
AT_ONCE = 4096


def nearest(geometry: Geometries, targets: Floats) -> tuple[Ints, Floats]:
    """Return which target is nearest to each geometry, and how far off it is.

    Parameters
    ----------
    geometry
        n geometries, EPSG:4326, none of them missing or empty, and none that holds a target.
    targets
        Positions (m, 2), EPSG:4326.

    Returns
    -------
    number, distance_m
        n each; the distance is geodesic. Which is nearest is told on a sphere, which mistakes only such as lie equally
        far to some tenths of a per cent.
    """
    lonlat, owner = shapely.get_coordinates(shapely.segmentize(geometry, STEP_DEG), return_index=True)
    directions = to_vectors(*targets.T)
    near, cosine = np.zeros(len(lonlat), dtype=np.int64), np.zeros(len(lonlat))
    for start in range(0, len(lonlat), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        cosines = to_vectors(*lonlat[rows].T) @ directions.T
        near[rows], cosine[rows] = cosines.argmax(axis=1), cosines.max(axis=1)
    order = np.lexsort([-cosine, owner])
    best = order[np.unique(owner[order], return_index=True)[1]]
    (lon, lat), (to_lon, to_lat) = lonlat[best].T.copy(), targets[near[best]].T.copy()
    return near[best], np.asarray(GEOD.inv(lon, lat, to_lon, to_lat)[2], dtype=float)


def areas_m2(lonlat: Geometries) -> Floats:
    """Return areas on the ellipsoid, in square metres; 0 for what is none."""
    parts, owner = shapely.get_parts(shapely.orient_polygons(lonlat), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    columns = [shapely.get_coordinates(ring).T.copy() for ring in rings]
    signed = [GEOD.polygon_area_perimeter(lon, lat)[0] for lon, lat in columns]  # holes run the other way
    return np.abs(np.bincount(owner[part], signed, len(lonlat)))
