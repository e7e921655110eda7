"""The gazetteer for other programs: Linked Places Format, LP-TSV, GeoJSON, CSV.

`SCHEMA` is written by hand from the element descriptions in README.md of LinkedPasts/linked-places-format, since the
project publishes prose; it is stricter than the prose where ours can be (one point a place, no unknown link types).
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from disputemap.cli import main
from disputemap.datacheck.linked_places import check_lpf
from disputemap.datacheck.lp_tsv import check_lp_tsv
from disputemap.entries import Entry, load_entries, select_entries
from disputemap.geodata import GeoData, shipped_root
from disputemap.interchange import FORMATS, KINDS, TSV_COLUMNS, to_interchange

if TYPE_CHECKING:
    from pathlib import Path

REAL = GeoData(shipped_root())
CITATIONS = {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["label"]}}
CERTAINTY = {"enum": ["certain", "less-certain", "uncertain"]}
WHEN = {
    "type": "object",
    "required": ["timespans"],
    "properties": {
        "timespans": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["start"],
                "properties": {
                    "start": {"type": "object", "properties": {"in": {"pattern": r"^-?\d{4}(-\d\d){0,2}[~?%]?$"}}}
                },
            },
        }
    },
}
POINT = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"const": "Point"},
        "coordinates": {
            "type": "array",
            "prefixItems": [{"type": "number", "minimum": -180, "maximum": 180}, {"minimum": -90, "maximum": 90}],
            "minItems": 2,
            "maxItems": 2,
        },
        "certainty": CERTAINTY,
        "citations": CITATIONS,
        "when": WHEN,
    },
}
FEATURE = {
    "type": "object",
    "required": ["@id", "type", "properties", "names", "geometry"],
    "properties": {
        "@id": {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$"},
        "type": {"const": "Feature"},
        "properties": {
            "type": "object",
            "required": ["title"],
            "properties": {
                "title": {"type": "string", "minLength": 1},
                "ccodes": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
                "fclasses": {"type": "array", "items": {"enum": list("AHLPRST")}},
            },
        },
        "when": WHEN,
        "names": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["toponym"],
                "properties": {
                    "toponym": {"type": "string", "minLength": 1},
                    "lang": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
                    "citations": CITATIONS,
                    "when": WHEN,
                },
            },
            "contains": {"required": ["citations"]},
        },
        "types": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["identifier", "label"],
                "properties": {"sourceLabels": {"type": "array", "items": {"required": ["label"]}}, "when": WHEN},
            },
        },
        "geometry": {
            "type": "object",
            "required": ["type", "geometries"],
            "properties": {
                "type": {"const": "GeometryCollection"},
                "geometries": {"type": "array", "maxItems": 1, "items": POINT},
            },
        },
        "links": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "identifier"],
                "properties": {
                    "type": {"enum": ["closeMatch", "exactMatch", "primaryTopicOf", "subjectOf", "seeAlso"]},
                    "identifier": {"type": "string", "pattern": r"^[A-Za-z]+:\S+$"},
                },
            },
        },
        "relations": {
            "type": "array",
            "items": {"type": "object", "required": ["relationType", "relationTo", "label"]},
        },
        "descriptions": {"type": "array", "items": {"type": "object", "required": ["value"]}},
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["type", "@context", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "@context": {"type": "string", "format": "uri"},
        "features": {"type": "array", "items": FEATURE},
    },
}


@pytest.fixture(scope="module")
def entries(toy_data: GeoData) -> list[Entry]:
    return list(load_entries(toy_data).values())


def lpf(entries: list[Entry], geodata: GeoData) -> dict[str, Any]:
    return dict(json.loads(to_interchange(entries, geodata, "lpf", base="http://example.org/places/")))


def tsv(entries: list[Entry], geodata: GeoData) -> list[dict[str, str]]:
    text = to_interchange(entries, geodata, "lp-tsv", base="http://example.org/places/")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_linked_places_are_valid_by_the_published_rules() -> None:
    text = to_interchange(load_entries(REAL).values(), REAL, "lpf")
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(json.loads(text))]
    assert errors[:5] == []
    assert list(check_lpf(text)) == []


def test_lp_tsv_is_valid_by_the_published_rules() -> None:
    text = to_interchange(load_entries(REAL).values(), REAL, "lp-tsv")
    assert list(check_lp_tsv(text)) == []
    assert '"' not in text.split("\n", 1)[0]
    assert all(line.count("\t") == len(TSV_COLUMNS) - 1 for line in text.splitlines())


def test_all_places_names_and_positions_are_in_it() -> None:
    entries = load_entries(REAL)
    features = lpf(list(entries.values()), REAL)["features"]
    assert [feature["properties"]["place_id"] for feature in features] == list(entries)
    for feature, entry in zip(features, entries.values(), strict=True):
        names = [(name["toponym"], name["lang"]) for name in feature["names"]]
        points = [tuple(point["coordinates"]) for point in feature["geometry"]["geometries"]]
        own = [(entry.place["name"], "en")]
        assert names == ([(row["name"], row["language"]) for row in entry.names] or own)
        assert points == ([entry.lonlat] if entry.lonlat else [])


def test_a_linked_place(entries: list[Entry], toy_data: GeoData) -> None:
    collection = lpf(entries, toy_data)
    feature = next(row for row in collection["features"] if row["@id"] == "http://example.org/places/norvik-district")
    assert collection["license"] == ["CC0-1.0"]
    assert feature["properties"]["title"] == "Norvik"
    assert feature["properties"]["ccodes"] == ["XN"]
    assert feature["when"] == {"timespans": [{"start": {"in": "2026-01-01"}}]}
    assert feature["names"][1] == {
        "toponym": "نورفيك",
        "lang": "ar",
        "citations": [{"label": "toy"}],
        "kind": "official",
    }
    assert feature["types"] == [
        {"identifier": "aat:300000705", "label": "district", "sourceLabels": [{"label": "adm2"}]}
    ]
    (point,) = feature["geometry"]["geometries"]
    assert point["coordinates"] == [14.0, 53.0]
    assert point["approximation"] == {"type": "gvp:approximateLocation", "tolerance": 90.0}
    assert point["certainty"] == "certain"
    assert [(row["relationType"], row["relationTo"]) for row in feature["relations"]] == [
        ("gvp:broaderPartitive", "http://example.org/places/upland-governorate"),
        ("gvp:broaderPartitive", "http://example.org/places/kirsa-governorate"),
    ]
    assert feature["descriptions"] == [{"value": "two sources disagree on the parent", "lang": "en"}]


def test_a_place_without_location_has_an_empty_geometry(entries: list[Entry], toy_data: GeoData) -> None:
    hidden = next(row for row in lpf(entries, toy_data)["features"] if row["properties"]["place_id"] == "hidden")
    assert hidden["geometry"] == {"type": "GeometryCollection", "geometries": []}
    row = next(row for row in tsv(entries, toy_data) if row["id"] == "hidden")
    assert (row["lon"], row["lat"], row["approximation"]) == ("", "", "")


@pytest.mark.parametrize(
    ("feature", "location", "certainty"),
    [
        ("populated_place", {"source": "map", "accuracy_m": "1000"}, "certain"),
        ("populated_place", {"source": "map", "accuracy_m": "5000"}, "less-certain"),
        ("adm2", {"source": "map", "accuracy_m": "50000"}, "certain"),
        ("adm2", {"source": "recalled", "accuracy_m": "50000"}, "uncertain"),
        ("field", {"source": "recalled", "accuracy_m": "100"}, "uncertain"),
    ],
)
def test_certainty_follows_source_and_accuracy(
    toy_data: GeoData, feature: str, location: dict[str, str], certainty: str
) -> None:
    old = load_entries(toy_data)["alba"]
    assert old.location
    entry = Entry({**old.place, "feature": feature}, old.names, {**old.location, **location})
    (found,) = lpf([entry], toy_data)["features"]
    assert found["geometry"]["geometries"][0]["certainty"] == certainty


def test_links_and_kinds_without_a_concept_elsewhere(entries: list[Entry], toy_data: GeoData) -> None:
    old = entries[0]
    place = {**old.place, "feature": "camp", "matches": "gn:1 | wd:Q2 | pcode:IQG08", "note": "a\tb\nc"}
    entry = Entry(place, ({**old.names[0], "name": "A;B"}, *old.names), old.location)
    (feature,) = lpf([entry], toy_data)["features"]
    assert [link["identifier"] for link in feature["links"]] == ["gn:1", "wd:Q2", "pcode:IQG08"]
    assert feature["types"][0]["identifier"] == "http://example.org/places/feature:camp"
    (row,) = tsv([entry], toy_data)
    assert row["matches"] == "gn:1;wd:Q2"
    assert (row["fclasses"], row["aat_types"], row["types"]) == ("S", "", "camp")
    assert row["description"] == "a b c"
    assert "A;B" not in row["variants"]


def test_a_row_of_lp_tsv(entries: list[Entry], toy_data: GeoData) -> None:
    row = next(row for row in tsv(entries, toy_data) if row["id"] == "norvik-district")
    assert row["title"] == "Norvik"
    assert row["attestation_year"] == "2026"
    assert row["variants"] == "Norvik@en;نورفيك@ar"
    assert row["parent_name"] == "Upland;Kirsa"
    assert row["parent_id"].split(";")[1] == "http://example.org/places/kirsa-governorate"
    assert (row["lon"], row["lat"], row["approximation"]) == ("14", "53", "90.0")


def test_every_feature_of_the_vocabulary_has_a_class() -> None:
    assert {row["key"] for row in REAL.table("features")} >= set(KINDS)
    assert all(kind.fclass in "AHLPRST" for kind in KINDS.values())


def test_geojson_and_csv_hold_the_same(entries: list[Entry], toy_data: GeoData) -> None:
    features = json.loads(to_interchange(entries, toy_data, "geojson"))["features"]
    table = list(csv.DictReader(io.StringIO(to_interchange(entries, toy_data, "csv"))))
    assert [feature["id"] for feature in features] == [row["place_id"] for row in table]
    bela = next(feature for feature in features if feature["id"] == "bela")
    assert bela["geometry"] == {"type": "Point", "coordinates": [15.0, 52.0]}
    assert bela["properties"]["population"] == 20000
    row = next(row for row in table if row["place_id"] == "bela")
    assert (row["lon"], row["lat"], row["population"]) == ("15.0", "52.0", "20000")
    assert row["names"] == "Bela@en | البيلا@ar | بێلا@ckb | Bêla@kmr | Bêla@tr"
    assert next(feature for feature in features if feature["id"] == "hidden")["geometry"] is None


def test_entries_are_selected(toy_data: GeoData) -> None:
    entries = load_entries(toy_data)
    chosen = select_entries(entries, features=["country"], countries=[])
    assert [entry.place_id for entry in chosen] == ["norland", "sudland"]
    assert [e.place_id for e in select_entries(entries, features=["country"], countries=["xs"])] == ["sudland"]
    assert select_entries(entries, features=[], countries=[]) == list(entries.values())


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_the_same_bytes_each_time(toy: Path, tmp_path: Path, form: str) -> None:
    words = ["gazetteer", "export", "--geo", str(toy), "--format", form, "--country", "XN"]
    first, second = (CliRunner().invoke(main, [*words, "-o", str(tmp_path / name)]) for name in "ab")
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", "22 places\n")
    assert second.exit_code == 0
    content = (tmp_path / "a").read_bytes()
    assert content == (tmp_path / "b").read_bytes() == CliRunner().invoke(main, words).stdout_bytes
    assert b"\r" not in content
