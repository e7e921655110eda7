"""Rows of mentions -> geometry: the representative point, or the shape of what is meant.

A point is good to `accuracy_m`. The shape is what the map draws: the polygon or line of a place, the wedge of "south
of X", the strip of "between X and Y"; where nothing but a point is known, that point. Shapes are made once for each
distinct site, run counter-clockwise on the outside (RFC 7946), have six decimals, and are cut where they cross 180
degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from shapely import affinity

from disputemap.exports.cells import column
from disputemap.gazetteer import load_gazetteer
from disputemap.locations import fault, locate_columns
from disputemap.models import MODIFIERS, Site
from disputemap.placing import ALONE
from disputemap.table import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pyarrow as pa

    from disputemap.exports import Options
    from disputemap.geodata import GeoData

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[Any]

DECIMALS = 6  # a tenth of a metre
MOST_LON = 180.0
_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("lon", "<f8"), ("lat", "<f8")])  # WKB, little endian
POINT_BYTES = _POINT.itemsize


class Positions(NamedTuple):
    """Columns of n rows, degrees; NaN is a missing point."""

    lon: Floats
    lat: Floats


def positions(table: pa.Table) -> Positions:
    """Return the representative points of mentions."""
    return Positions(table.column("lon").to_numpy(), table.column("lat").to_numpy())


def points(where: Positions) -> Geometries:
    """Return points as shapes, None where there is none."""
    drawn = np.full(len(where.lon), None, dtype=object)
    there = ~np.isnan(where.lon)
    drawn[there] = shapely.points(where.lon[there], where.lat[there])
    return drawn


class Shapes:
    """The shapes of mentions, each distinct site located once."""

    def __init__(self, geodata: GeoData) -> None:
        self._geodata = geodata
        self._gazetteer = load_gazetteer(geodata)
        self._known: dict[Site, Any] = {}

    def of_table(self, table: pa.Table) -> Geometries:
        """Return n shapes, None for what is not placed."""
        drawn = points(positions(table))
        sites = sites_of(table)
        shapes = self.of_sites({site for site in sites if site.place_id})
        for row in np.flatnonzero(~shapely.is_missing(drawn)).tolist():
            found = shapes.get(sites[row])
            drawn[row] = drawn[row] if found is None else found
        return drawn

    def of_sites(self, sites: set[Site]) -> Mapping[Site, Any]:
        """Return the shape of each site; what this package does not know, or has as a point, is None."""
        new = [site for site in sorted(sites - self._known.keys(), key=str) if not fault(site, self._gazetteer)]
        if new:
            geometry = locate_columns(new, self._gazetteer, self._geodata).geometry
            geometry[shapely.get_dimensions(geometry) == 0] = None  # a point the table has, and better
            self._known |= dict(zip(new, tidy(geometry), strict=True))
        return self._known


def sites_of(table: pa.Table) -> list[Site]:
    """Return where each row points to; a row without a place has a site without one."""
    plain = {place_id: Site(place_id or "") for place_id in {*values_of(column(table, "place_id"))}}
    sites = [plain[place_id] for place_id in values_of(column(table, "place_id"))]
    modifier = column(table, "modifier")
    for row in np.flatnonzero(modifier.is_valid().to_numpy(zero_copy_only=False)).tolist():
        sites[row] = _relative(sites[row].place_id, modifier[row].as_py())
    return sites


def _relative(place_id: str, said: dict[str, Any]) -> Site:
    """Return the site of a modifier; of "between", both names point to the same."""
    kind, to = said["kind"] or "", said["to"] or ""
    if not place_id or kind not in MODIFIERS or (kind == "between" and not to):
        return Site(place_id)
    if kind == "between":
        place_id, to = sorted((place_id, to))
    return Site(place_id, kind, None if kind in ALONE else said["bearing_deg"], said["distance_m"], to)


def tidy(geometry: Geometries) -> Geometries:
    """Return shapes as RFC 7946 wants them: cut at 180 degrees, wound to the right, rounded."""
    geometry = np.array([_cut(shape) for shape in geometry], dtype=object)
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
    return np.asarray(shapely.orient_polygons(rounded), dtype=object)


def _cut(shape: Any) -> Any:  # noqa: ANN401 - a shape or None
    """Return a shape whose parts beyond 180 degrees lie on the other side."""
    if shape is None or max(map(abs, shape.bounds[::2])) <= MOST_LON:
        return shape
    parts = [
        affinity.translate(shape & shapely.box(left, -90, left + 360, 90), -left - MOST_LON)
        for left in (-540.0, -180.0, 180.0)
    ]
    return shapely.union_all([part for part in parts if not part.is_empty])


def to_wkb(where: Positions) -> pa.Array:
    """Return points as well-known binary, 21 bytes each."""
    import pyarrow as pa  # noqa: PLC0415 - only Parquet asks for this

    there = ~np.isnan(where.lon)
    drawn = np.empty(int(there.sum()), _POINT)
    drawn["order"], drawn["kind"], drawn["lon"], drawn["lat"] = 1, 1, where.lon[there], where.lat[there]
    ends = np.concatenate([[0], np.cumsum(there)]).astype(np.int32) * POINT_BYTES
    mask = pa.py_buffer(np.packbits(there, bitorder="little").tobytes())
    buffers = [mask, pa.py_buffer(ends), pa.py_buffer(drawn.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(where.lon), buffers)


def drawn_shapes(options: Options) -> Shapes | None:
    """Return what draws the shapes that the options ask for, None if they ask for points."""
    return Shapes(options.package()) if options.geometry == "shape" else None
