"""Waypoints, claims, centres and disputed districts -> `corridor/` and `disputed/`.

`disputemap.corridors.building` works out what follows from the tables: lines, bands, stations, the stretches of claims.
What was claimed and what is measured stay in separate columns.
"""

from __future__ import annotations

import json

import shapely

from disputemap.corridors.building import Sources, build_files
from disputemap.corridors.waypoints import table_of
from geo.build.files import GEO, SOURCES, read_table, write_table, write_text

Row = dict[str, str]

METRIC_CRS = "EPSG:32638"
PATHS = {
    "centreline": "centreline.geojson",
    "bands": "bands.geojson",
    "stations": "stations.geojson",
    "waypoints": "waypoints.csv",
    "sectors": "sectors.csv",
    "claims": "claims.csv",
    "corridor-claims": "claims.geojson",
}
LEVELS = {"Badra / Jassan": "district"}
"""Badra is a district; the list that we start from has it among the sub-districts."""


def build_corridor() -> None:
    """Write `corridor/*` and `disputed/article140.csv`; needs `boundaries/`."""
    places = _load_shapes()
    sources = Sources(
        table_of([_waypoint(row) for row in _read("waypoints")], "geo/sources/corridor/waypoints.csv"),
        METRIC_CRS,
        land=places["iraq"],
        sectors=[_sector(row) for row in _read("sectors")],
        divisions=places,
        claims=[_claim(row) for row in sorted(_read("claims"), key=lambda row: row["claim_id"])],
        versions=_read("versions"),
    )
    for name, text in build_files(sources).items():
        write_text(GEO / "corridor" / PATHS[name], text)
    write_table(GEO / "corridor" / "versions.csv", list(sources.versions[0]), sources.versions)
    _write_centres()
    _write_disputed()


def _read(name: str) -> list[Row]:
    return read_table(SOURCES / "corridor" / f"{name}.csv")


def _load_shapes() -> dict[str, shapely.Geometry]:
    """Return the polygons of countries, governorates and districts by place."""
    return {
        feature["properties"]["place_id"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for name in ("countries", "governorates", "districts")
        for feature in json.loads((GEO / "boundaries" / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    }


def _waypoint(row: Row) -> Row:
    taken: tuple[str, ...] = ("name_en", "name_ar", "lon", "lat")
    taken += ("peshmerga_side", "peshmerga_lon", "peshmerga_lat", "federal_side", "federal_lon", "federal_lat")
    taken += ("pair_distance_km", "coord_quality", "half_width_typical_km", "half_width_max_km")
    taken += ("placement", "evidence", "source")
    accuracy_m = f"{1000 * float(row['position_uncertainty_km']):g}"
    return {"seq": row["seq"], "chainage_km": "", "accuracy_m": accuracy_m} | {key: row[key] for key in taken}


def _sector(row: Row) -> Row:
    return {"sector_id": row["sector_id"], "from_km": "", "to_km": ""} | row


def _claim(row: Row) -> Row:
    """Put the claimed and the computed length side by side."""
    taken: tuple[str, ...] = ("party", "who", "role", "date", "date_from", "date_to", "scope", "extent_or_place")
    taken += ("implies", "stretch", "from_km", "to_km", "width_min_km", "width_max_km", "width_at", "why")
    return {
        "claim_id": row["claim_id"],
        "kind": row["kind"],
        "claimed_length_km": row["value"] if row["kind"].startswith("length") else "",
        "computed_length_km": "",
        "claimed_value": row["value"],
        "unit": row["unit"],
        "claimed_min_km": row["value_min_km"],
        "claimed_max_km": row["value_max_km"],
        **{key: row.get(key, "") for key in (*taken, "paraphrase", "source", "note")},
    }


def _write_centres() -> None:
    rows = [row for row in read_table(SOURCES / "corridor" / "centres.csv") if row["lon"]]
    columns = (
        *("name", "tier", "status", "place_id", "host_place", "governorate", "lon", "lat", "accuracy_m"),
        *("coord_note", "as_of", "date", "paraphrase", "source", "note"),
    )
    made = [{key: row[key] for key in columns} for row in sorted(rows, key=lambda row: row["place_id"])]
    write_table(GEO / "corridor" / "centres.csv", columns, made)


def _write_disputed() -> None:
    rows = [row for row in read_table(SOURCES / "corridor" / "article140.csv") if row["place_id"]]
    columns = (
        *("place_id", "level", "name_en", "name_ar", "name_ckb", "name_kmr", "name_tr", "governorate"),
        *("seat_lon", "seat_lat", "unami_2009", "de_facto_since_2017", "source", "name_source", "note"),
    )
    levels = ({"level": LEVELS.get(row["name_en"], row["level"])} for row in rows)
    made = [{key: (row | level)[key] for key in columns} for row, level in zip(rows, levels, strict=True)]
    write_table(GEO / "disputed" / "article140.csv", columns, sorted(made, key=lambda row: str(row["place_id"])))
