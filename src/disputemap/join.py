"""places x corridor -> table: how each place lies to the corridor.

Areas are joined as areas and points as discs of their uncertainty, never by a bare point in a polygon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from disputemap.corridors import TYPICAL
from disputemap.crs import GEOD, LONLAT, project
from disputemap.errors import GazetteerError, GeometryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.corridors import Corridor
    from disputemap.geodata import GeoData
    from disputemap.models import Place

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

INSIDE_SHARE = 0.999
SLIVER_SHARE = 1e-6  # a smaller overlap is what two drawings of one border leave
REACH_DEG = 8.0  # farther than this from the corridor the metric projection bends, and the ellipsoid takes over
STEP_DEG = 0.05  # edges are straight in degrees (RFC 7946); vertices this close keep them so in metres
TOUCH_M = 1.0  # a line and an area this close run together
COLUMNS = ("share_inside", "distance_m", "chainage_km", "offset_m")


def place_areas(places: Sequence[Place], geodata: GeoData) -> gpd.GeoDataFrame:
    """Return the geometries of places, as :func:`assign_corridor` takes them.

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
    shapes: dict[tuple[str, str], Any] = {}
    for resource in sorted({place.geometry for place in places if place.geometry}):
        wanted = {place.place_id for place in places if place.geometry == resource}
        features = [row for row in geodata.collection(resource)["features"] if _place_id(row) in wanted]
        for feature in features:
            key = (resource, _place_id(feature))
            try:
                drawn = shape(feature["geometry"])
            except (ShapelyError, ValueError, TypeError, LookupError, AttributeError) as error:
                message = f"{geodata.path(resource)}: {key[1]} has no geometry that can be read ({error}); correct it"
                raise GazetteerError(message) from error
            shapes[key] = shapely.union(shapes[key], drawn) if key in shapes else drawn
    index = pd.Index([place.place_id for place in places], name="place_id", dtype=object)
    geometry = [shapes.get((place.geometry, place.place_id)) or _point(place) for place in places]
    accuracy = [float(place.accuracy_m) for place in places]
    return gpd.GeoDataFrame({"accuracy_m": accuracy}, index=index, geometry=geometry, crs=LONLAT)


def _place_id(feature: dict[str, Any]) -> str:
    return str((feature.get("properties") or {}).get("place_id", ""))


def _point(place: Place) -> shapely.Point | None:
    return None if np.isnan([place.lon, place.lat]).any() else shapely.Point(place.lon, place.lat)


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
    accuracy = np.nan_to_num(places["accuracy_m"].to_numpy(dtype=float))
    window = shapely.box(*corridor.centreline.union(corridor.bands[TYPICAL]).buffer(REACH_DEG).bounds)
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    reach = there & shapely.intersects(geometry, window)
    values = np.full((len(places), len(COLUMNS)), np.nan)
    values[reach] = _measure(geometry[reach], accuracy[reach], corridor, metric_crs=metric_crs, window=window)
    values[there & ~reach] = _measure_far(geometry[there & ~reach], accuracy[there & ~reach], corridor)
    relation = pd.Series(_relation(values, near_m=near_m), index=places.index, dtype=object)
    joined = places.assign(relation=relation)
    return cast("gpd.GeoDataFrame", joined.assign(**{name: values[:, i] for i, name in enumerate(COLUMNS)}))


def _check(places: gpd.GeoDataFrame) -> None:
    """Refuse by row id what cannot be measured."""
    if places.crs is None or places.crs.to_epsg() != 4326:  # noqa: PLR2004 - LONLAT
        message = f"places: CRS is {places.crs}; give them in {LONLAT}, longitude first"
        raise GeometryError(message)
    geometry = np.asarray(places.geometry.array, dtype=object)
    for row in places.index[~(shapely.is_missing(geometry) | shapely.is_valid(geometry))]:
        message = f"place {row!r}: its geometry is not valid; mend it in the data package"
        raise GeometryError(message)
    for row in places.index[places["accuracy_m"] < 0]:
        message = f"place {row!r}: accuracy_m is negative; write a radius in metres"
        raise GeometryError(message)


def _relation(values: Floats, *, near_m: float) -> list[str | None]:
    share, distance = values[:, 0], values[:, 1]
    tests = [np.isnan(share), share >= INSIDE_SHARE, share > 0, distance <= near_m]
    return [name or None for name in np.select(tests, ["", "inside", "straddles", "near"], "outside").tolist()]


def _measure(
    lonlat: Geometries, accuracy: Floats, corridor: Corridor, *, metric_crs: str, window: shapely.Polygon
) -> Floats:
    """Return the rows of COLUMNS for places within reach of the corridor, measured in the metric projection."""
    clipped = np.where(shapely.covered_by(lonlat, window), lonlat, shapely.intersection(lonlat, window))
    exact = shapely.make_valid(_metric(clipped, metric_crs))
    band = shapely.make_valid(_metric(corridor.bands[TYPICAL], metric_crs))
    point, drawn_as_area = shapely.get_dimensions(exact) == 0, shapely.get_dimensions(exact) == 2  # noqa: PLR2004
    radius = np.where(drawn_as_area, 0, accuracy)
    away = shapely.distance(exact, band)
    widened = exact.copy()
    reaches = (radius > 0) & ~(point & (away > radius))  # a disc that ends before the band need not be drawn
    widened[reaches] = shapely.buffer(exact[reaches], radius[reaches], quad_segs=32)
    share = _share(widened, band)
    cut = ~shapely.covered_by(lonlat, window)
    share[cut] *= shapely.area(widened[cut]) / _geodesic_area(lonlat[cut]).clip(min=1)
    share[share < SLIVER_SHARE] = 0
    line = _metric(corridor.centreline, metric_crs)
    nearest = _nearest(line, np.where(point, exact, widened))
    offset = shapely.distance(nearest, exact)
    offset[~point] = np.where(shapely.dwithin(widened[~point], line, TOUCH_M), 0, offset[~point])
    chainage = _chainage(nearest, line, _project(shapely.points(corridor.centreline.coords), metric_crs), corridor)
    return np.column_stack([share, (away - radius).clip(min=0), chainage, offset])


def _metric(geometry: Any, metric_crs: str) -> Any:  # noqa: ANN401 - one geometry or an array of them
    """Return geometries in the metric projection, with edges that stay where they are drawn."""
    return _project(shapely.segmentize(geometry, STEP_DEG), metric_crs)


def _share(areas: Geometries, band: shapely.Geometry) -> Floats:
    """Return which part of each geometry lies in the band: of its area, else of its length, else all or nothing."""
    both = shapely.intersection(areas, band)
    share = shapely.covers(band, areas).astype(float)
    for measure in (shapely.length, shapely.area):  # the last that is not zero counts
        whole = measure(areas)
        fits = (whole > 0) & ((measure is shapely.area) | (shapely.area(areas) == 0))
        share[fits] = np.clip(measure(both[fits]) / whole[fits], 0, 1)
    return share


def _geodesic_area(lonlat: Geometries) -> Floats:
    return np.array([abs(GEOD.geometry_area_perimeter(geometry)[0]) for geometry in lonlat], dtype=float)


def _nearest(line: shapely.LineString, geometry: Geometries) -> Geometries:
    """Return each geometry's point on the line: the nearest, or the middle of the longest stretch inside."""
    nearest = shapely.get_point(shapely.shortest_line(line, geometry), 0)
    drawn = shapely.get_dimensions(geometry) > 0
    grown = np.where(drawn, shapely.buffer(geometry, TOUCH_M, quad_segs=4), geometry)
    stretches = shapely.line_merge(shapely.intersection(line, grown))
    for i in np.flatnonzero(shapely.length(stretches) > 0):
        parts = shapely.get_parts(stretches[i])
        longest = parts[np.argmax(shapely.length(parts))]
        nearest[i] = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    return cast("Geometries", nearest)


def _chainage(points: Geometries, line: shapely.LineString, vertices: Geometries, corridor: Corridor) -> Floats:
    """Return the geodesic km along the centreline of points on `line`, a drawing of it through `vertices`."""
    steps = GEOD.line_lengths(*shapely.get_coordinates(corridor.centreline).T)
    geodesic = np.concatenate([[0], np.cumsum(steps)]) / 1000
    own = shapely.line_locate_point(line, vertices)
    return cast("Floats", np.interp(shapely.line_locate_point(line, points), own, geodesic))


def _measure_far(lonlat: Geometries, accuracy: Floats, corridor: Corridor) -> Floats:
    """Return the rows of COLUMNS for places that lie too far off for the projection."""
    radius = np.where(shapely.get_dimensions(lonlat) == 2, 0, accuracy)  # noqa: PLR2004 - polygons
    nearest = shapely.get_point(shapely.shortest_line(corridor.centreline, lonlat), 0)
    vertices = np.asarray(shapely.points(corridor.centreline.coords), dtype=object)
    chainage = _chainage(nearest, corridor.centreline, vertices, corridor)
    distance = _geodesic_distance(corridor.bands[TYPICAL], lonlat) - radius
    offset = _geodesic_distance(corridor.centreline, lonlat)
    return np.column_stack([np.zeros(len(lonlat)), distance.clip(min=0), chainage, offset])


def _geodesic_distance(one: shapely.Geometry, others: Geometries) -> Floats:
    ends = shapely.get_coordinates(shapely.shortest_line(one, others)).reshape(-1, 4)
    return np.asarray(GEOD.inv(*ends.T)[2], dtype=float)


def _project(geometries: Any, target: str) -> Any:  # noqa: ANN401 - one geometry or an array of them
    """Reproject one geometry or an array, which shapely takes alike."""
    return project(geometries, target)
