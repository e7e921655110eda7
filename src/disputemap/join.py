"""places x corridor -> table: how each place lies to the corridor.

Areas are joined as areas and points as discs of their uncertainty, never by a bare point in a polygon.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import shapely

from disputemap.crs import LONLAT
from disputemap.draws import DRAWS, SEED
from disputemap.errors import GeometryError
from disputemap.ruler import COLUMNS, Ruler

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from disputemap.corridors import Corridor
    from disputemap.ruler import Floats, Geometries

    Ints = npt.NDArray[np.int64]

INSIDE_SHARE = 0.999
MOST_LAT = 90.0
SWAPPED_DEG = 1.0  # places this near to the centreline are of its region


def assign_corridor(  # noqa: PLR0913 - two of them say which drawings
    places: gpd.GeoDataFrame,
    corridor: Corridor,
    *,
    metric_crs: str,
    near_m: float,
    draws: int = DRAWS,
    seed: int = SEED,
) -> gpd.GeoDataFrame:
    """Say how each place lies to the corridor's typical band and centreline.

    Parameters
    ----------
    places
        n rows, EPSG:4326; points, lines or polygons; `accuracy_m` widens points and lines, in metres (NaN: 0). Rows
        that repeat a place cost next to nothing.
    corridor
        See :func:`disputemap.corridors.load_corridor`.
    metric_crs
        The package's projection for metres.
    near_m
        Up to this distance from the band a place is `near`.
    draws, seed
        Of the corridor, for `p_inside`; see :class:`disputemap.draws.Drawings`.

    Returns
    -------
    joined
        The same n rows in the same order, with eight more columns. `relation`: `inside` (at least 0.999 of the widened
        place), `straddles` (some of it), `near` or `outside`. `share_inside`: 0 to 1. `distance_m`: from the widened
        place to the band, 0 where they touch. `chainage_km`: geodesic, along the centreline from its first vertex to
        the place's nearest point on it; `offset_m`: from there to the place, without widening. For an area that the
        centreline crosses it is 0, and the chainage is that of the middle of the longest stretch inside. `p_inside`:
        the probability that a random position within the place lies in the corridor, NaN if its half-widths are not
        known. `sector`: the id of the one that holds the chainage, unless the place is `outside`. `station_km`: the
        nearest station. A row without geometry is kept, with None and NaN.

    Raises
    ------
    GeometryError
        If the frame is not in EPSG:4326, a geometry is invalid, empty or off the Earth, an `accuracy_m` is negative,
        longitude and latitude look swapped, or `metric_crs` is unknown.

    Notes
    -----
    The predicate is the share of the area. A place that touches the band from outside has share 0 and distance 0, so
    it is `near`; a point of accuracy 0 on the edge is `inside`, as `covers` has it; a chainage where two sectors meet
    is in the second. Distances are geodesic within 0.5 %; a place more than 8 degrees from the corridor is measured as
    undrawn point or outline on the ellipsoid.
    """
    geometry = np.asarray(places.geometry.array, dtype=object)
    accuracy_m = places["accuracy_m"].to_numpy(dtype=float)
    number, first = _distinct(geometry, accuracy_m)
    _check(places, first, corridor)
    values = Ruler(corridor, metric_crs, draws=draws, seed=seed).measure(geometry[first], accuracy_m[first])
    columns: dict[str, Any] = {"relation": np.array(relations(values, near_m=near_m), dtype=object)}
    columns |= dict(zip(COLUMNS, values.T, strict=True)) | along(corridor, values, columns["relation"])
    joined = {name: pd.Series(column[number], places.index, column.dtype) for name, column in columns.items()}
    return cast("gpd.GeoDataFrame", places.assign(**joined))


def along(corridor: Corridor, values: Floats, relation: Sequence[str | None]) -> dict[str, Any]:
    """Return the columns `sector` and `station_km` for rows that a ruler measured, and their relations."""
    chainage_km = values[:, COLUMNS.index("chainage_km")]
    reached = np.array([one is not None and one != "outside" for one in relation], dtype=bool)
    sector = sectors_at(corridor, np.where(reached, chainage_km, np.nan))
    return {"sector": sector, "station_km": stations_at(corridor, chainage_km)}


def sectors_at(corridor: Corridor, chainage_km: Floats) -> npt.NDArray[np.object_]:
    """Return the id of the sector at each chainage; where two meet it is the second, and None where there is none."""
    ids = np.full(len(chainage_km), None, dtype=object)
    for sector in sorted(corridor.sectors, key=lambda one: one.from_km):
        ids[(chainage_km >= sector.from_km) & (chainage_km <= sector.to_km)] = sector.sector_id
    return ids


def stations_at(corridor: Corridor, chainage_km: Floats) -> Floats:
    """Return the chainage of the station nearest to each chainage; stations stand at whole multiples of their step."""
    step = corridor.station_step_km
    nearest = np.floor(chainage_km / step + 0.5) * step
    if not len(corridor.chainage_km):
        return nearest
    first, last = np.ceil(corridor.chainage_km[0] / step) * step, np.floor(corridor.chainage_km[-1] / step) * step
    return nearest.clip(min(first, last), last)


def _distinct(geometry: Geometries, accuracy_m: Floats) -> tuple[Ints, Ints]:
    """Return for each row the number of its place, and for each place the first row that has it."""
    is_point = (shapely.get_type_id(geometry) == shapely.GeometryType.POINT) & ~shapely.is_empty(geometry)
    others = np.flatnonzero(~is_point)
    shape = np.full(len(geometry), -1, dtype=np.int64)
    shape[others] = pd.factorize(shapely.to_wkb(geometry[others]), use_na_sentinel=False)[0]
    number = pd.factorize(np.nan_to_num(accuracy_m))[0].astype(np.int64)
    lon, lat = np.full((2, len(geometry)), np.nan)
    lon[is_point], lat[is_point] = shapely.get_coordinates(geometry[is_point]).T
    for column in (lon, lat, shape):
        codes, distinct = pd.factorize(column, use_na_sentinel=False)
        number = pd.factorize(number * len(distinct) + codes)[0].astype(np.int64)
    first = np.flatnonzero(~pd.Series(number).duplicated().to_numpy())
    return number, first


def _check(places: gpd.GeoDataFrame, first: Ints, corridor: Corridor) -> None:
    """Refuse by row id what cannot be measured; `first` are the rows of distinct places."""
    if places.crs is None or places.crs.to_epsg() != 4326:  # noqa: PLR2004 - LONLAT
        message = f"places: CRS is {places.crs}; give them in {LONLAT}, longitude first"
        raise GeometryError(message)
    geometry, names = np.asarray(places.geometry.array, dtype=object)[first], places.index[first]
    for name in names[shapely.is_empty(geometry)]:
        message = f"place {name!r}: its geometry is empty; write None where there is none"
        raise GeometryError(message)
    check_valid(geometry, names)
    for name in names[places["accuracy_m"].to_numpy()[first] < 0]:
        message = f"place {name!r}: accuracy_m is negative; write a radius in metres"
        raise GeometryError(message)
    _check_axes(geometry, names, corridor)


def _check_axes(geometry: Geometries, names: pd.Index[Any], corridor: Corridor) -> None:
    """Refuse what is off the Earth, and places that reach the corridor only with longitude and latitude swapped."""
    west, south, east, north = shapely.bounds(geometry).T
    for name in names[np.maximum(-south, north) > MOST_LAT]:
        message = f"place {name!r}: its latitude is beyond 90 degrees; give longitude first, then latitude"
        raise GeometryError(message)
    left, bottom, right, top = shapely.buffer(corridor.centreline, SWAPPED_DEG).bounds
    swapped = (west <= top) & (east >= bottom) & (south <= right) & (north >= left)
    as_given = (west <= right) & (east >= left) & (south <= top) & (north >= bottom)
    if swapped.any() and not as_given.any():
        message = f"place {names[swapped][0]!r}: meets the corridor only with its axes swapped; give longitude first"
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
