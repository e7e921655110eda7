"""Waypoints, claims, centres and disputed districts -> `corridor/` and `disputed/`.

The centreline is the waypoints joined in order. A band is what a disc sweeps that follows the line while its radius
goes evenly from one waypoint's half-width to the next. What was claimed and what is measured stay in separate columns.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from disputemap.corridors.bands import area_km2, chainages_km, station, sweep
from disputemap.corridors.sectors import cut_sectors
from geo.build.files import GEO, SOURCES, read_table, rounded, write_geojson, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Row = dict[str, str]

AS_OF = "2021-12"
VERSION = "2021-12"
METRIC_CRS = "EPSG:32638"
STATION_KM = 10
LEVELS = {"Badra / Jassan": "district"}
"""Badra is a district; the list that we start from has it among the sub-districts."""


def build_corridor() -> None:
    """Write `corridor/*` and `disputed/article140.csv`; needs `boundaries/countries.geojson`."""
    waypoints = read_table(SOURCES / "corridor" / "waypoints.csv")
    line = shapely.LineString([(float(row["lon"]), float(row["lat"])) for row in waypoints])
    chainage_km = chainages_km(line)
    length_km = round(float(chainage_km[-1]), 1)
    _write_waypoints(waypoints, chainage_km)
    _write_centreline(line, length_km)
    _write_stations(line, chainage_km)
    _write_bands(line, waypoints)
    _write_sectors(line)
    _write_versions()
    _write_claims(length_km)
    _write_centres()
    _write_disputed()


def _write_centreline(line: shapely.LineString, length_km: float) -> None:
    about = {
        "title": "Corridor centreline (illustrative)",
        "as_of": AS_OF,
        "computed_length_km": length_km,
        "version": VERSION,
    }
    write_geojson(GEO / "corridor" / "centreline.geojson", [(line, about)])


def _write_stations(line: shapely.LineString, chainage_km: NDArray[Any]) -> None:
    marks = [float(mark) for mark in range(0, int(chainage_km[-1]) + 1, STATION_KM)] + [float(chainage_km[-1])]
    features = ((rounded(station(line, chainage_km, mark)), {"chainage_km": round(mark, 1)}) for mark in marks)
    write_geojson(GEO / "corridor" / "stations.geojson", features)


def _write_bands(line: shapely.LineString, waypoints: list[Row]) -> None:
    iraq = _load_iraq()
    features = []
    for band, column in (("maximum", "half_width_max_km"), ("typical", "half_width_typical_km")):
        half_widths_m = [1000 * float(row[column]) for row in waypoints]
        swept = sweep(line, half_widths_m, metric_crs=METRIC_CRS)
        kept = rounded(shapely.intersection(swept, iraq))
        about = {"band": band, "as_of": AS_OF, "area_km2": area_km2(kept), "area_before_clipping_km2": area_km2(swept)}
        features.append((kept, about))
    write_geojson(GEO / "corridor" / "bands.geojson", features)


def _load_iraq() -> shapely.Geometry:
    collection = json.loads((GEO / "boundaries" / "countries.geojson").read_text(encoding="utf-8"))
    (shape,) = (f["geometry"] for f in collection["features"] if f["properties"]["place_id"] == "iraq")
    return shapely.from_geojson(json.dumps(shape))


def _write_sectors(line: shapely.LineString) -> None:
    rows = read_table(SOURCES / "corridor" / "sectors.csv")
    areas = {row["sector_id"]: _load_divisions(row["places"].split(" | ")) for row in rows}
    texts = {row["sector_id"]: row for row in rows}
    made = [
        {"sector_id": name, "from_km": f"{start:.1f}", "to_km": f"{end:.1f}"}
        | {key: text for key, text in texts[name].items() if key != "sector_id"}
        for name, start, end in cut_sectors(line, areas)
    ]
    write_table(GEO / "corridor" / "sectors.csv", list(made[0]), made)


def _load_divisions(place_ids: list[str]) -> shapely.Geometry:
    features = [
        feature
        for name in ("districts", "governorates")
        for feature in json.loads((GEO / "boundaries" / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
        if feature["properties"]["place_id"] in place_ids
    ]
    return shapely.union_all([shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features])


def _write_versions() -> None:
    rows = read_table(SOURCES / "corridor" / "versions.csv")
    write_table(GEO / "corridor" / "versions.csv", list(rows[0]), rows)


def _write_waypoints(rows: list[Row], chainage_km: NDArray[Any]) -> None:
    taken: tuple[str, ...] = (
        "name_en",
        "name_ar",
        "lon",
        "lat",
        "peshmerga_side",
        "federal_side",
        "pair_distance_km",
        "coord_quality",
    )
    taken += ("half_width_typical_km", "half_width_max_km", "placement", "evidence", "source")
    made = [
        {
            "seq": row["seq"],
            "chainage_km": f"{km:.1f}",
            "accuracy_m": f"{1000 * float(row['position_uncertainty_km']):g}",
        }
        | {key: row[key] for key in taken}
        for row, km in zip(rows, chainage_km, strict=True)
    ]
    write_table(GEO / "corridor" / "waypoints.csv", list(made[0]), made)


def _write_claims(length_km: float) -> None:
    rows = read_table(SOURCES / "corridor" / "claims.csv")
    made = [_claim(row, length_km) for row in sorted(rows, key=lambda row: row["claim_id"])]
    write_table(GEO / "corridor" / "claims.csv", list(made[0]), made)


def _claim(row: Row, length_km: float) -> Mapping[str, object]:
    """Put the claimed and the computed length side by side; the latter only where the whole corridor is meant."""
    is_length = row["kind"].startswith("length")
    return {
        "claim_id": row["claim_id"],
        "kind": row["kind"],
        "claimed_length_km": row["value"] if is_length else "",
        "computed_length_km": length_km if row["kind"] == "length" and row["scope"] == "whole" else "",
        "claimed_value": row["value"],
        "unit": row["unit"],
        "claimed_min_km": row["value_min_km"],
        "claimed_max_km": row["value_max_km"],
        "party": row["party"],
        "who": row["who"],
        "role": row["role"],
        "date": row["date"],
        "scope": row["scope"],
        "extent_or_place": row["extent_or_place"],
        "paraphrase": row["paraphrase"],
        "source": row["source"],
        "note": row["note"],
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
