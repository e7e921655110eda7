"""Areas beside the governorates -> `boundaries/regions.geojson`, `boundaries/provinces.geojson`.

The Kurdistan Region is drawn as the districts that it runs in fact (`sources/regions.csv`), apart from those that are
split between it and Baghdad. The provinces of the neighbours along the border are faces between the boundary lines of
Natural Earth, named by a point in each (`sources/provinces.csv`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.build.files import GEO, SOURCES, read_table, rounded, write_geojson
from geo.build.gazetteer_shapes import read_shapes
from geo.build.outlines import GRID_DEG, load_layer, load_near_outlines

if TYPE_CHECKING:
    from numpy.typing import NDArray

AS_OF = "2021-12"
NEIGHBOURS = {"IR": "iran", "SY": "syria", "TR": "turkey"}
TOLERANCE_DEG = 0.005
PRECISION_DEG = 1e-5
SPECK_DEG2 = 1e-4
"""Areas smaller than this, some square kilometre, are what two outlines differ by."""
REGION_NAMES = {"kurdistan-region": "Kurdistan Region"}
NOTE = "Drawn after who runs the districts, not after what the law or the parties say; see sources/regions.csv."


def build_regions() -> None:
    """Write `boundaries/regions.geojson` and `boundaries/provinces.geojson`; needs the other boundaries."""
    _write_regions()
    _write_provinces()


def _write_regions() -> None:
    districts = read_shapes("districts")
    rows = read_table(SOURCES / "regions.csv")
    features = []
    for region, name in sorted(REGION_NAMES.items()):
        run = [districts[row["district"]] for row in rows if row["region"] == region and row["control"] == "run"]
        about = {"place_id": region, "name": name, "control": "run", "as_of": AS_OF, "note": NOTE}
        features.append((rounded(shapely.union_all(run)), about))
        for row in rows:
            if row["region"] == region and row["control"] == "split":
                about = {"place_id": row["district"], "name": _named(row["district"]), "control": "split"}
                features.append((districts[row["district"]], about | {"as_of": AS_OF, "note": row["note"]}))
    write_geojson(GEO / "boundaries" / "regions.geojson", features)


def _named(place_id: str) -> str:
    names = {row["place_id"]: row["name_en"] for row in read_table(SOURCES / "districts.csv")}
    return f"{names[place_id]} district"


def _write_provinces() -> None:
    countries = read_shapes("countries")
    rows = read_table(SOURCES / "provinces.csv")
    outlines = load_near_outlines()
    features: list[tuple[shapely.Geometry, dict[str, Any]]] = []
    for code, country in sorted(NEIGHBOURS.items()):
        faces = _faces(outlines[code])
        for row in (row for row in rows if row["country"] == code):
            face = faces[shapely.contains(faces, shapely.Point(float(row["lon"]), float(row["lat"])))]
            shape = shapely.intersection(shapely.make_valid(face.item()), countries[country])
            about = {"place_id": row["place_id"], "name": row["name"], "country": code, "as_of": AS_OF}
            features.append((_areas(shape), about))
    features.sort(key=lambda feature: str(feature[1]["place_id"]))
    write_geojson(GEO / "boundaries" / "provinces.geojson", features)


def _faces(outline: shapely.Geometry) -> NDArray[Any]:
    """Return the provinces of a country, thinned out together; its outline stays as it is."""
    lines = load_layer("admin_1_states_provinces_lines")
    near = lines[shapely.intersects(shapely.box(*shapely.bounds(outline)), lines)]
    net = shapely.union_all([*near, shapely.boundary(outline)], grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize([net]))
    inside = shapely.contains(outline, shapely.point_on_surface(faces))
    return np.asarray(shapely.coverage_simplify(faces[inside], TOLERANCE_DEG, simplify_boundary=False))


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a shape, without the points, lines and specks that an intersection may leave."""
    parts = shapely.get_parts(shapely.set_precision(shape, PRECISION_DEG))
    return rounded(shapely.union_all(parts[shapely.area(parts) > SPECK_DEG2]))
