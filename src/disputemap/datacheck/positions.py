"""Coordinates: in range, in the country's bounds, in a parent's shape, and no place twice."""

from __future__ import annotations

import math
from collections import defaultdict
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from disputemap.crs import project
from disputemap.folding import fold_name
from disputemap.overlays import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from disputemap.datacheck.rows import Placed, Rows

    Position = tuple[float, float, float]

SAME_PLACE_M = 2_000
EDGE_M = 2_000  # how true outlines are: districts are drawn to about a kilometre
MAX_LON, MAX_LAT = 180, 90
BOUNDS_SLACK = 0.1  # degrees


def check_positions(rows: Rows) -> Iterator[str]:
    """Yield what is wrong with where places are."""
    sound: dict[str, Position] = {}
    for place_id, placed in rows.located.items():
        problem, position = _position(placed)
        if position:
            sound[place_id] = position
        elif placed.own:
            yield f"{placed.where}: {place_id}: {problem}"
    yield from _check_bounds(rows, sound)
    yield from _check_parents(rows, sound)
    yield from _check_doubles(rows, sound)


def _position(placed: Placed) -> tuple[str, Position | None]:
    """Return longitude, latitude and accuracy of a location, or what is wrong with them."""
    row = placed.row
    try:
        lon, lat, accuracy = (float(row[column]) for column in ("lon", "lat", "accuracy_m"))
    except ValueError:
        return "lon, lat and accuracy_m are not all numbers; fill them in", None
    if not (math.isfinite(lon) and abs(lon) <= MAX_LON and abs(lat) <= MAX_LAT):
        return f"({row['lon']}, {row['lat']}) is off the Earth; longitude comes first, in degrees", None
    if not (math.isfinite(accuracy) and accuracy > 0):
        return f"accuracy {row['accuracy_m']} is no radius in metres; say how well the position is known", None
    return "", (lon, lat, accuracy)


def _home(rows: Rows) -> set[str]:
    """Return the countries that the package describes in depth: its own, or else all with first-level areas."""
    own = rows.by_id.get(str(rows.geodata.settings.get("country", "")))
    if own:
        return {own["country"]}
    return {row["country"] for row in rows.by_id.values() if row["feature"] == "adm1"} - {""}


def _country(place_id: str, rows: Rows) -> str:
    return rows.by_id.get(place_id, {}).get("country", "")


def _check_bounds(rows: Rows, sound: dict[str, Position]) -> Iterator[str]:
    """Yield places of the package's own country that lie outside its bounds: often longitude and latitude swapped."""
    bounds = rows.geodata.settings.get("bounds")
    if not bounds:
        return
    home = _home(rows)
    west, south, east, north = bounds
    for place_id, (lon, lat, _) in sound.items():
        placed, country = rows.located[place_id], _country(place_id, rows)
        inside = (
            west - BOUNDS_SLACK <= lon <= east + BOUNDS_SLACK and south - BOUNDS_SLACK <= lat <= north + BOUNDS_SLACK
        )
        if placed.own and country in home and not inside:
            yield f"{placed.where}: {place_id}: ({lon}, {lat}) is outside the bounds of {country}; are they swapped?"


def _check_parents(rows: Rows, sound: dict[str, Position]) -> Iterator[str]:
    """Yield places farther outside every parent that has a shape than they and the shape may be wrong.

    Countries abroad are drawn too roughly to judge by: islands and coastal towns fall off them.
    """
    home = _home(rows)
    polygons = {p: drawn for p, drawn in _polygons(rows).items() if _country(p, rows) in home}
    yield from (f"{rows.located[p].where}: {p}: its geometry is not in {g}; add it there" for p, g in _lacking(rows))
    metric = str(rows.geodata.settings.get("metric_crs", "EPSG:3857"))
    for place_id, (lon, lat, accuracy) in sound.items():
        drawn = [polygons[parent] for parent in rows.parents(place_id) if parent in polygons]
        if not (rows.located[place_id].own and drawn) or any(p.intersects(shapely.Point(lon, lat)) for p in drawn):
            continue
        point = project(shapely.Point(lon, lat), metric)
        away = min(project(polygon, metric).distance(point) for polygon in drawn)
        if away > accuracy + EDGE_M:
            where, parents = rows.located[place_id].where, " and ".join(rows.parents(place_id))
            yield f"{where}: {place_id}: lies {away / 1000:.1f} km outside {parents}; correct position or parents"


def _polygons(rows: Rows) -> dict[str, BaseGeometry]:
    """Return the shapes of areas by place_id."""
    polygons: dict[str, BaseGeometry] = {}
    for resource in _resources(rows):
        for feature in rows.geodata.collection(resource)["features"]:
            with suppress(ShapelyError, ValueError, TypeError, LookupError, AttributeError):  # check_shapes says so
                if str(feature["geometry"]["type"]).endswith("Polygon"):
                    polygons[str(feature["properties"].get("place_id"))] = shape(feature["geometry"])
    for polygon in polygons.values():
        shapely.prepare(polygon)
    return polygons


def _resources(rows: Rows) -> list[str]:
    used = {placed.row["geometry"] for placed in rows.located.values()}
    return sorted(name for name in used if name in rows.geodata.resources)


def _lacking(rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield (place_id, resource) where the resource that should hold a place's shape does not."""
    held = {
        (str(feature["properties"].get("place_id")), resource)
        for resource in _resources(rows)
        for feature in rows.geodata.collection(resource)["features"]
    }
    for place_id, placed in rows.located.items():
        if placed.own and placed.row["geometry"] and (place_id, placed.row["geometry"]) not in held:
            yield place_id, placed.row["geometry"]


def _check_doubles(rows: Rows, sound: dict[str, Position]) -> Iterator[str]:
    """Yield pairs of places of one feature that share a folded name within two kilometres."""
    alike: dict[tuple[str, str], dict[str, Placed]] = defaultdict(dict)
    for placed in rows.names:
        place_id = placed.row["place_id"]
        if place_id in sound and place_id in rows.by_id:
            alike[rows.by_id[place_id]["feature"], fold_name(placed.row["name"])].setdefault(place_id, placed)
    told: set[tuple[str, str]] = set()
    for (feature, _), places in alike.items():
        for one, other in combinations(places, 2):
            metres = distance_m(*sound[one][:2], *sound[other][:2])
            if metres <= SAME_PLACE_M and (one, other) not in told and (places[one].own or places[other].own):
                told.add((one, other))
                name = places[other].row["name"]
                yield (
                    f"{places[other].where}: {one} and {other} are both {feature} {name!r}, {metres / 1000:.1f} km "
                    "apart; are they one place?"
                )
