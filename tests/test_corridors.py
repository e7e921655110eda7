"""The corridor of a data package: lines, bands and claims, with lengths kept apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from disputemap.corridors import load_corridor
from disputemap.corridors.table import corridor
from disputemap.errors import GazetteerError
from disputemap.geodata import GeoData

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

LINE = shapely.LineString([(45, 0), (46, 0)])  # one degree of the equator: 111.3 km
CLAIMS = "claimed_length_km,party,date,source,title\n560,A,2021,S,Long\n,B,2022,T,Wide\n"
WAYPOINTS = "lon,lat,accuracy_m,half_width_typical_km,half_width_max_km\n"
BAND = shapely.box(45, -0.1, 46, 0.1)


def feature(geometry: BaseGeometry, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(geometry)}


def package(
    root: Path,
    *,
    line: BaseGeometry = LINE,
    bands: dict[str, Any] | None = None,
    tables: dict[str, str] | None = None,
) -> GeoData:
    """Write a data package that is a corridor and nothing else."""
    lines = [feature(line, title="The line", as_of="2021-12")]
    areas = [feature(area, band=name) for name, area in (bands or {"typical": BAND, "maximum": BAND}).items()]
    for name, features in {"centreline": lines, "bands": areas}.items():
        (root / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (root / "claims.csv").write_text(CLAIMS)
    resources = [{"name": name, "path": f"{name}.geojson"} for name in ("centreline", "bands")]
    resources.append({"name": "claims", "path": "claims.csv"})
    for name, text in (tables or {}).items():
        (root / f"{name}.csv").write_text(text)
        resources.append({"name": name, "path": f"{name}.csv"})
    (root / "datapackage.json").write_text(json.dumps({"name": "x", "resources": resources}))
    return GeoData(root)


def test_the_length_is_that_of_the_vertices(tmp_path: Path) -> None:
    loaded = load_corridor(package(tmp_path))
    assert loaded.computed_length_km == 111.3
    assert (loaded.as_of, loaded.title, set(loaded.bands)) == ("2021-12", "The line", {"typical", "maximum"})


def test_the_table_keeps_claims_and_computed_lengths_apart(tmp_path: Path) -> None:
    table = corridor(package(tmp_path))
    assert table.crs.to_epsg() == 4326
    assert list(table["kind"]) == ["centreline", "band", "band", "claim", "claim"]
    assert table["claimed_length_km"].dropna().to_list() == [560.0]
    assert table["computed_length_km"].dropna().to_list() == [111.3]
    assert table.loc[1, "area_km2"] == pytest.approx(111.3 * 22.1, rel=0.01)
    assert list(table.loc[3:, "party"]) == ["A", "B"]
    assert table.loc[table["kind"] == "claim", "geometry"].isna().all()


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"line": shapely.Point(0, 0)}, "one LineString"),
        ({"line": shapely.LineString([(45, 0), (46, 1), (46, 0), (45, 1)])}, "crosses itself"),
        ({"line": shapely.LineString([(500000, 0), (600000, 0)])}, "not in degrees"),
        ({"bands": {"maximum": BAND}}, "'typical'"),
        ({"bands": {"typical": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}}, "not a valid polygon"),
        ({"bands": {"typical": LINE}}, "not a valid polygon"),
    ],
)
def test_a_broken_package_is_refused(tmp_path: Path, given: dict[str, Any], word: str) -> None:
    with pytest.raises(GazetteerError, match=word):
        load_corridor(package(tmp_path, **given))


@pytest.mark.parametrize(
    ("tables", "word"),
    [
        ({"waypoints": f"{WAYPOINTS}45,0,1,1,2\n"}, "its rows are not the vertices of `centreline`; run"),
        ({"waypoints": f"{WAYPOINTS}45,0,1,1,2\n47,0,1,1,2\n"}, "its rows are not the vertices of `centreline`; run"),
        ({"waypoints": f"{WAYPOINTS}45,0,1,1,2\n46,0,1,1,wide\n"}, "cannot be read"),
        ({"sectors": "sector_id,from_km,to_km\nwest,0,far\n"}, "sector 'west': `from_km` or `to_km` is no number"),
        ({"corridor-versions": "version,valid_from,valid_to\na,once,\n"}, "`valid_to` is wrong or lacks"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, tables: dict[str, str], word: str) -> None:
    with pytest.raises(GazetteerError, match=word):
        load_corridor(package(tmp_path, tables=tables))


def test_without_tables_nothing_is_said_of_how_sure_it_is(tmp_path: Path) -> None:
    loaded = load_corridor(package(tmp_path))
    assert np.isnan(loaded.half_width_km).tolist() == [[True, True]] * 2
    assert (loaded.accuracy_m.tolist(), loaded.sectors, loaded.land) == ([0, 0], (), None)


def test_the_toy_strip_tells_all(toy_data: GeoData) -> None:
    loaded = load_corridor(toy_data)
    assert loaded.half_width_km.tolist() == [[11.1, 22.3]] * 5
    assert loaded.accuracy_m.tolist() == [1000] * 5
    assert loaded.chainage_km == pytest.approx([0, 68.68, 137.35, 206.03, 274.71], abs=0.01)
    assert [(sector.sector_id, sector.names["ar"]) for sector in loaded.sectors] == [
        ("west", "الغرب"),
        ("east", "الشرق"),
    ]
    assert (loaded.version, loaded.station_step_km, loaded.land.bounds) == ("2025-06", 10, (13, 50, 17, 54))


def test_the_toy_strip_is_as_is_as_long_as_its_package_says(toy_data: GeoData) -> None:
    table = corridor(toy_data)
    assert load_corridor(toy_data).computed_length_km == 274.7
    claims = table[table["kind"] == "claim"]
    assert claims["claimed_length_km"].dropna().to_list() == [400, 30]
    assert claims.geometry.notna().to_list() == [True, False, True, True]  # 30 km "in some places" imply no geometry
