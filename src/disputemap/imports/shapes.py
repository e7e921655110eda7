"""GeoJSON geometries -> sound ones with a point that stands for them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from disputemap.imports.rows import Trouble

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GRID_DEG = 1e-6  # six decimals, about 0.1 m
SMALL = 1e-12
MAX_DEG = 180.5  # some files reach a little over the date line


class Shape(NamedTuple):
    """A valid geometry, a point in it, the radius of the circle of its area, and whether it had to be mended."""

    geometry: dict[str, Any]
    lon: float
    lat: float
    radius_m: float
    repaired: bool


def measure_shape(geometry: dict[str, Any]) -> Shape | Trouble:
    """Mend a polygon or line (EPSG:4326) and measure it; what has no extent left is refused."""
    import shapely  # noqa: PLC0415 - only for shapes
    from shapely.geometry import mapping, shape  # noqa: PLC0415

    try:
        drawn = shape(geometry)
    except (shapely.errors.ShapelyError, ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        return Trouble(f"a geometry that cannot be read ({error})", "correct or remove it")
    coordinates = shapely.get_coordinates(drawn)
    if drawn.is_empty or not math.isfinite(coordinates.sum()):
        return Trouble("a geometry without, or with endless, coordinates", "correct or remove it")
    if abs(coordinates).max() > MAX_DEG:
        return Trouble("a geometry that is not in degrees", "reproject to EPSG:4326 (longitude, latitude)")
    sound = _mend(drawn)
    if sound is None:
        return Trouble("an invalid geometry that leaves nothing when mended", "draw it anew")
    point = sound.representative_point()
    repaired = not drawn.is_valid
    return Shape(mapping(sound), round(point.x, 6), round(point.y, 6), _radius_m(sound), repaired)


def _mend(drawn: BaseGeometry) -> BaseGeometry | None:
    """Return the valid part of a geometry that has its dimension, on the grid of six decimals."""
    import shapely  # noqa: PLC0415

    flat = shapely.force_2d(drawn)
    dimension = shapely.get_dimensions(flat)
    sound = flat if flat.is_valid else shapely.make_valid(flat)
    parts = [part for part in shapely.get_parts(sound) if shapely.get_dimensions(part) == dimension]
    whole = shapely.union_all(parts) if len(parts) != 1 else parts[0]
    snapped = shapely.set_precision(whole, GRID_DEG)
    extent = snapped.area if dimension == 2 else snapped.length  # noqa: PLR2004 - polygons
    if extent <= SMALL:
        return None
    ordered = shapely.orient_polygons(shapely.normalize(snapped))  # the same bytes each time, wound as RFC 7946 asks
    return shapely.transform(ordered, lambda lonlat: lonlat.round(6))


def _radius_m(sound: BaseGeometry) -> float:
    """Return the radius of the circle of the same area, or half the length of a line."""
    from disputemap.crs import GEOD  # noqa: PLC0415

    area = abs(GEOD.geometry_area_perimeter(sound)[0]) if "Polygon" in sound.geom_type else 0.0
    return math.sqrt(area / math.pi) if area else float(GEOD.geometry_length(sound)) / 2
