"""`gazetteer check`: the shipped package is sound, and each thing broken in a copy of the toy world has its line."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from disputemap.cli import main
from disputemap.datacheck import check, check_folder
from disputemap.datacheck.linked_places import check_lpf
from disputemap.datacheck.lp_tsv import check_lp_tsv
from disputemap.datacheck.package import check_shapes, check_table
from disputemap.errors import InputError
from disputemap.geodata import GeoData, shipped_root
from tests.overlay_files import GOOD, make_overlay

if TYPE_CHECKING:
    from pathlib import Path

PLACES, NAMES, LOCATIONS = (f"gazetteer/{kind}.csv" for kind in ("places", "names", "locations"))


@pytest.fixture
def copy(toy: Path, tmp_path: Path) -> Path:
    return shutil.copytree(toy, tmp_path / "copy")


def problems(folder: Path) -> list[str]:
    return list(check_folder(GeoData(folder)))


def test_the_shipped_package_is_sound() -> None:
    assert list(check_folder(GeoData(shipped_root()))) == []


def test_the_toy_package_is_sound(toy: Path) -> None:
    assert problems(toy) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (PLACES, "\nbela,Bela", "\nBela_1,Bela", "id 'Bela_1' is not lower-case"),
        (PLACES, "alba,Alba,populated_place,XN", "alba,Alba,populated_place,Norland", "no ISO 3166 alpha-2 code"),
        (PLACES, "norvik-district,900000", "nowhere-district,900000", "parents names 'nowhere-district'"),
        (PLACES, "900000,norland", "900000,atlantis", "seat_of names 'atlantis'"),
        (PLACES, "norland,Norland,country,XN,,", "norland,Norland,country,XN,alba,", "is its own ancestor"),
        (PLACES, "20000,,,toy,", "20000,,,,", "tells no source"),
        (PLACES, "\nnoor,Noor", "\nbela,Noor", "bela: has a row already"),
        (PLACES, "zor-field,Zor,field", "zor-field,Zor", "has 10 cells, not 11"),
        (PLACES, "place_id,name", "id,name", "lacks the columns place_id"),
        (NAMES, "kirsa,Kirsa,en,official", "kirsa,Kirsa,English,official", "language 'English' is no BCP 47"),
        (NAMES, "kirsa,Kirsa,en,official", "kirsa,Kirsa,en,formal", "kind 'formal' is none of"),
        (NAMES, "feature,toy", "maybe,toy", "evidence 'maybe' is neither"),
        (NAMES, "kirsa,Kirsa,en", "kirsa,-,en", "name '-' has no letters"),
        (NAMES, "kirsa,Kirsa,en", "kursa,Kirsa,en", "is of an unknown place"),
        (NAMES, "alba,Alba,en,official,,,toy", "alba,Alba,en,official,,,", "tells no source"),
        (NAMES, "zor-field,زور,ar", "zor-field,Zor,en", "name 'Zor' (en) is there already"),
        (LOCATIONS, "bela,15,52,", "bela,52,15,", "outside the bounds of XN; are they swapped?"),
        (LOCATIONS, "bela,15,52,", "bela,15,152,", "is off the Earth"),
        (LOCATIONS, "bela,15,52,1000", "bela,east,52,1000", "are not all numbers"),
        (LOCATIONS, "bela,15,52,1000", "bela,15,52,0", "accuracy 0 is no radius"),
        (LOCATIONS, "kesta,13.5,51.85,", "kesta,13.5,53.85,", "km outside kesta-district"),
        (LOCATIONS, "mira-lowland,16,51", "mira-lowland,16.001,53", "are both populated_place 'Mira'"),
        (LOCATIONS, "noor,14.5", "nooor,14.5", "is of unknown place 'nooor'"),
        (LOCATIONS, "noor,14.5", "bela,14.5", "bela: has a row already"),
        (LOCATIONS, "bela,15,52,1000,,", "bela,15,52,1000,districts,", "its geometry is not in districts"),
        ("boundaries/districts.geojson", '"Polygon"', '"Pentagon"', "has no geometry that can be read"),
        ("boundaries/districts.geojson", '"type": "FeatureCollection"', '"crs": 1', "names a CRS"),
        ("datapackage.json", '"licenses"', '"licences"', "lacks 'licenses'"),
        ("datapackage.json", '"name": "locations"', '"name": "places"', "describes no resource 'locations'"),
    ],
)
def test_each_thing_broken_has_its_line(copy: Path, file: str, old: str, new: str, line: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(copy)
    assert any(line in problem for problem in found), found
    assert all(";" in problem or "?" in problem for problem in found)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xff\xfe", "is not UTF-8"),
        (b"place_id\r\n", "CR line ends"),
        (b"\xef\xbb\xbfplace_id\n", "byte order mark"),
        (None, "cannot be read"),
    ],
)
def test_files_that_cannot_be_tables(copy: Path, content: bytes | None, line: str) -> None:
    (copy / PLACES).unlink()
    if content is not None:
        (copy / PLACES).write_bytes(content)
    assert any(line in problem for problem in problems(copy))


def test_a_changed_file_is_not_the_one_that_was_hashed(copy: Path) -> None:
    package = json.loads((copy / "datapackage.json").read_text())
    row = next(row for row in package["resources"] if row["name"] == "names")
    row["hash"] = f"sha256:{hashlib.sha256((copy / NAMES).read_bytes()).hexdigest()}"
    (copy / "datapackage.json").write_text(json.dumps(package))
    assert problems(copy) == []
    with (copy / NAMES).open("a", encoding="utf-8") as file:
        file.write("bela,Belle,en,local,,,toy\n")
    assert [line.split(":")[0] for line in problems(copy)] == [NAMES]


def test_constraints_of_a_schema() -> None:
    fields = [
        {"name": "id", "constraints": {"required": True, "unique": True, "pattern": "[a-z]+"}},
        {"name": "n", "type": "number", "constraints": {"minimum": 0, "maximum": 9}},
        {"name": "d", "type": "date"},
        {"name": "e", "constraints": {"enum": ["x", "y"]}},
    ]
    text = "id,n,d,e\na,1,2021-12,x\na,10,2021-12-01,y\nB,-1,soon,z\n,two,,\n"
    lines = list(check_table("t.csv", text, {"fields": fields}))
    assert [line.split(": ", 1) for line in lines] == [
        ["t.csv:3", "id 'a' is there already; keep one row"],
        ["t.csv:3", "n: 10 is more than 9; correct it"],
        ["t.csv:4", "id: 'B' is not of the form [a-z]+; correct it"],
        ["t.csv:4", "n: -1 is less than 0; correct it"],
        ["t.csv:4", "d: 'soon' is no date; correct it"],
        ["t.csv:4", "e: 'z' is none of x, y; choose one"],
        ["t.csv:5", "id: is empty; fill it in"],
        ["t.csv:5", "n: 'two' is no number; correct it"],
    ]


def test_shapes_that_are_not_valid_or_not_in_degrees() -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    metres = {"type": "Point", "coordinates": [400000, 3900000]}
    features = [{"geometry": bow}, {"geometry": metres, "properties": {"place_id": "m"}}, {"geometry": None}]
    lines = list(check_shapes("s.geojson", {"features": features}))
    assert ["Self-intersection" in lines[0], "m: is not in degrees" in lines[1], "feature 3" in lines[2]] == [True] * 3


def test_an_overlay_is_judged_over_its_package(toy_data: GeoData, tmp_path: Path) -> None:
    assert list(check(make_overlay(tmp_path / "a.zip", GOOD), toy_data)) == []
    bad = GOOD | {
        "names": ["lumen,Noor,en,official,,,mine"],
        "locations": ["lumen,14.505,50.505,500,,mine,2026,"],
        "places": ["lumen,Lumen,populated_place,XN,kasta-district,,,,,2026,"],
    }
    lines = list(check(make_overlay(tmp_path / "b.zip", bad), toy_data))
    assert len(lines) == 3
    assert "parents names 'kasta-district'" in lines[0]
    assert "tells no source" in lines[1]
    assert "noor and lumen are both populated_place 'Noor', 0.7 km apart" in lines[2]


def test_an_overlay_that_was_changed_or_is_none(toy_data: GeoData, tmp_path: Path) -> None:
    (line,) = check(make_overlay(tmp_path / "c.zip", GOOD, spoil=True), toy_data)
    assert "is not what its hash says" in line
    (tmp_path / "d.zip").write_bytes(b"PK")
    (line,) = check(tmp_path / "d.zip", toy_data)
    assert "not an overlay" in line


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("a\tA\tme\tP\t2020\tIQ\t\tA@en\t44\t35", ""),
        ("\tA\tme\tP\t2020\t\t\t\t\t", ":2: id is empty"),
        ("a\tA\tme\t\t2020\t\t\t\t\t", "has neither fclasses nor aat_types"),
        ("a\tA\tme\tP\t\t\t\t\t\t", "has neither attestation_year nor start"),
        ("a\tA\tme\tQ\t2020\t\t\t\t\t", "fclasses 'Q'"),
        ("a\tA\tme\tP\tsoon\t\t\t\t\t", "is not ISO 8601"),
        ("a\tA\tme\tP\t2020\t\tosm:1\t\t\t", "match 'osm:1'"),
        ("a\tA\tme\tP\t2020\t\t\tA\t\t", "is not name@language"),
        ("a\tA\tme\tP\t2020\t\t\t\t35\t144", "no longitude and latitude"),
        ("a\tA\tme\tP\t2020\t\t\t\t35\tx", "no longitude and latitude"),
        ('"a"\tA\tme\tP\t2020\t\t\t\t\t', "id is in quotes"),
        ("a\tA", "has 2 cells, not 10"),
    ],
)
def test_rules_of_lp_tsv(row: str, line: str) -> None:
    header = "id\ttitle\ttitle_source\tfclasses\tattestation_year\tccodes\tmatches\tvariants\tlon\tlat"
    found = list(check_lp_tsv(f"{header}\n{row}\n"))
    assert (found == []) if not line else (len(found) == 1 and line in found[0])


def test_columns_and_ids_of_lp_tsv() -> None:
    assert list(check_lp_tsv("id\tname\n")) == [
        ":1: lacks the column 'title'; add it",
        ":1: lacks the column 'title_source'; add it",
        ":1: has unknown columns (name); take them out",
    ]
    rows = "id\ttitle\ttitle_source\tfclasses\tstart\na\tA\tme\tP\t2020\na\tB\tme\tP\t2020\n"
    assert [line[:9] for line in check_lp_tsv(rows)] == [":3: id 'a'"[:9]]
    assert list(check_lp_tsv(""))


LPF_FEATURE = {
    "@id": "http://example.org/a",
    "type": "Feature",
    "properties": {"title": "A", "ccodes": ["IQ"]},
    "names": [{"toponym": "A", "lang": "ckb", "citations": [{"label": "me"}]}],
    "geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [44, 35]}]},
}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, ""),
        ({"@id": "a"}, "no @id that is a URI"),
        ({"type": "Place"}, "type is not 'Feature'"),
        ({"properties": {}}, "no title"),
        ({"properties": {"title": "A", "ccodes": ["Iraq"]}}, "ccode 'Iraq'"),
        ({"names": []}, "has no names"),
        ({"names": [{"toponym": "A"}]}, "no name has a citation"),
        ({"names": [{"lang": "en", "citations": [{}]}]}, "lacks its toponym"),
        ({"names": [{"toponym": "A", "lang": "English!", "citations": [{}]}]}, "is no language tag"),
        ({"geometry": {"type": "Point", "coordinates": [44, 35]}}, "no GeometryCollection"),
        (
            {"geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1]}]}},
            "is no longitude and latitude",
        ),
        ({"types": [{"label": "town"}]}, "lacks identifier or label"),
        ({"links": [{"type": "sameAs", "identifier": "gn:1"}]}, "is not of the form"),
        ({"relations": [{"relationTo": "x:y"}]}, "a relation lacks"),
        ({"when": {"timespans": [{"end": {"in": "2020"}}]}}, "has no start"),
    ],
)
def test_rules_of_linked_places(change: dict[str, object], line: str) -> None:
    collection = {"type": "FeatureCollection", "@context": "http://c", "features": [LPF_FEATURE | change]}
    found = list(check_lpf(json.dumps(collection)))
    assert (found == []) if not line else (len(found) == 1 and line in found[0])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"type": "FeatureCollection", "features": [1]}'])
def test_what_is_no_linked_places_at_all(text: str) -> None:
    assert list(check_lpf(text))


def test_ids_of_linked_places_are_unique() -> None:
    text = json.dumps({"type": "FeatureCollection", "@context": "c", "features": [LPF_FEATURE, LPF_FEATURE]})
    assert [line.split(";")[0] for line in check_lpf(text)] == [
        ": feature 2: @id 'http://example.org/a' is there already"
    ]


def test_plain_geojson_is_judged_as_such(toy_data: GeoData, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"geometry": null, "properties": null}]}')
    assert [line.split(": ")[:2] for line in check(path, toy_data)] == [["a.geojson", "feature 1"]]
    path.write_text("[")
    assert "is not JSON" in next(check(path, toy_data))


def test_other_files_are_refused(toy_data: GeoData, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    (tmp_path / "a.tsv").write_bytes(b"\xff")
    for name in ("a.png", "a.tsv", "b.json"):
        with pytest.raises(InputError, match=f"{name}: "):
            list(check(tmp_path / name, toy_data))


def test_the_command_prints_lines_and_exits_by_them(toy: Path, copy: Path) -> None:
    run = CliRunner().invoke
    good = run(main, ["gazetteer", "check", str(toy)])
    assert (good.exit_code, good.stdout, good.stderr) == (0, "", f"{toy}: no problems\n")
    (copy / LOCATIONS).write_text((copy / LOCATIONS).read_text().replace("bela,15,52,", "bela,52,15,"))
    bad = run(main, ["gazetteer", "check", "--geo", str(copy)])
    assert bad.exit_code == 1
    assert bad.stdout.startswith(f"{LOCATIONS}:12: bela: (52.0, 15.0) is outside the bounds")
    assert bad.stderr == f"{copy}: 2 problems\n"
    missing = run(main, ["gazetteer", "check", str(copy / "no.zip")])
    assert (missing.exit_code, missing.stderr) == (1, f"Error: {copy / 'no.zip'}: no such file; check the path\n")


def test_the_package_runs_as_a_module(toy: Path) -> None:
    command = [sys.executable, "-m", "disputemap", "gazetteer", "check", str(toy)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603
