"""Gazetteer -> `boundaries/border_towns.csv`: towns of the neighbours near Iraq, as a layer of their own."""

from __future__ import annotations

import shapely

from geo.build.files import GEO, read_table, write_table
from geo.build.gazetteer_rows import GEOD
from geo.build.gazetteer_shapes import read_shapes

FIELDS = ["place_id", "name", "country", "lon", "lat", "accuracy_m", "distance_km", "as_of", "source"]
AS_OF = "2026-11"
NEAR_KM = 60.0
HOME, HOME_PLACE = "IQ", "iraq"
NEIGHBOURS = frozenset({"IR", "JO", "KW", "SA", "SY", "TR"})


def build_border() -> None:
    """Write `boundaries/border_towns.csv`; needs the gazetteer."""
    places = {row["place_id"]: row for row in read_table(GEO / "gazetteer" / "places.csv")}
    iraq = read_shapes("countries")[HOME_PLACE]
    rows = []
    for where in read_table(GEO / "gazetteer" / "locations.csv"):
        place = places[where["place_id"]]
        if place["feature"] == "populated_place" and place["country"] in NEIGHBOURS:
            distance_km = _distance_km(iraq, float(where["lon"]), float(where["lat"]))
            if distance_km <= NEAR_KM:
                own = {"distance_km": f"{distance_km:.0f}", "as_of": AS_OF, "source": where["source"]}
                rows.append({field: {**place, **where, **own}[field] for field in FIELDS})
    write_table(GEO / "boundaries" / "border_towns.csv", FIELDS, rows)


def _distance_km(shape: shapely.MultiPolygon, lon: float, lat: float) -> float:
    line = shapely.shortest_line(shape, shapely.Point(lon, lat))
    return float(GEOD.geometry_length(line)) / 1000
