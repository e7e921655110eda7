"""GeoNames, LP-TSV, Linked Places and GeoJSON -> rows; what the gazetteer exports comes back as itself."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from disputemap import InputError
from disputemap.cli import main
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import GeoData, load_geodata
from disputemap.imports.importing import Format, Source, guess_format, import_gazetteer, read_source
from disputemap.imports.rows import ImportRow

if TYPE_CHECKING:
    from pathlib import Path

    from disputemap.imports.importing import Report


def dump_row(number: int, name: str, code: str = "P.PPL", admin: str = "", **more: str) -> str:
    """Return a row of a country dump; `admin` are the codes of its areas, as 01/02."""
    letter, _, feature = code.partition(".")
    codes = [*admin.split("/"), "", "", "", ""][:4]
    cells = [str(number), name, name, more.get("also", ""), more.get("lat", "52.5"), more.get("lon", "14.5")]
    return "\t".join([*cells, letter, feature, "XN", "", *codes, "300", "", "1", "Zone", "2024-01-01"]) + "\n"


DUMP = (
    dump_row(1, "New Province", "A.ADM1", "01")
    + dump_row(2, "New District", "A.ADM2", "01/02")
    + dump_row(3, "Ulm", "P.PPL", "01/02", also="أولم,Ulma,Ульм,ئۆلم", lon="14.6")
    + dump_row(4, "Wadi Ulm", "H.WAD", "01/99")
    + dump_row(5, "A well", "H.WLL")
)
KINDS = "adm1, adm2, adm3, country, field, populated_place, region"  # of the toy world
ALTERNATES = """1\t3\tar\tأولم\t1\t\t\t\t\t
2\t3\tku\tUlmê\t\t\t\t\t\t
3\t3\tku\tئۆلم\t\t\t\t\t\t
4\t3\ttr\tUlum\t\t\t\t1\t1900\t1918
5\t3\tde\tUlm an der X\t1\t\t\t\t\t
6\t3\twkdt\tQ9\t\t\t\t\t\t
7\t99\tar\tغير\t1\t\t\t\t\t
"""


def rows(path: Path, form: Format, **more: Any) -> list[ImportRow]:  # noqa: ANN401 - as Source takes it
    found = list(read_source(Source(path, **more), form, Counter()))
    return [row for row in found if isinstance(row, ImportRow)]


def forms(row: ImportRow) -> list[tuple[str, str, str]]:
    return [(name.form, name.language, name.kind) for name in row.names]


def put(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def take(path: Path, toy: Path, output: Path, **more: Any) -> Report:  # noqa: ANN401 - as Source takes it
    return import_gazetteer(Source(path, **more), output, GeoData(toy), skip_bad=True)


def test_a_country_dump_tells_kinds_and_parents(tmp_path: Path) -> None:
    found = rows(put(tmp_path, "XN.txt", DUMP), "geonames")
    assert [(row.id, row.feature) for row in found] == [
        ("gn:1", "adm1"),
        ("gn:2", "adm2"),
        ("gn:3", "populated_place"),
        ("gn:4", "river"),
    ]
    assert [row.parents for row in found] == [(), (("gn:1",),), (("gn:2",),), (("gn:1",),)]
    assert (found[2].lon, found[2].lat, found[2].country, found[2].population) == ("14.6", "52.5", "XN", "300")


def test_names_without_a_language_are_told_by_their_script(tmp_path: Path) -> None:
    ulm = rows(put(tmp_path, "XN.txt", DUMP), "geonames")[2]
    assert [(form, language) for form, language, _ in dict.fromkeys(forms(ulm))] == [
        ("Ulm", "en"),
        ("أولم", "ar"),
        ("ئۆلم", "ckb"),
        ("Ulma", "en"),
    ]


def test_alternate_names_bring_languages_kinds_and_links(tmp_path: Path) -> None:
    alternates = put(tmp_path, "alternateNamesV2.txt", ALTERNATES)
    ulm = rows(put(tmp_path, "XN.txt", DUMP), "geonames", alternate_names=alternates)[2]
    assert set(forms(ulm)[2:]) == {
        ("أولم", "ar", "official"),
        ("Ulmê", "kmr", "local"),
        ("ئۆلم", "ckb", "local"),
        ("Ulum", "tr", "historical"),
    }
    assert ulm.matches == ("wd:Q9",)


def test_a_zipped_dump_is_recognised_beside_its_readme(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "XN.zip", "w") as archive:
        archive.writestr("readme.txt", "Readme for GeoNames\n")
        archive.writestr("XN.txt", DUMP)
    assert guess_format(tmp_path / "XN.zip") == "geonames"
    assert len(rows(tmp_path / "XN.zip", "geonames")) == 4


def test_a_dump_goes_in_with_what_it_left_out(tmp_path: Path, toy: Path) -> None:
    report = take(put(tmp_path, "XN.txt", DUMP + "6\tshort\n"), toy, tmp_path / "o.zip")
    assert report.left_out == {"H.WLL": 1}
    assert [str(row) for row in report.refused] == [
        f"XN.txt: row 4: unknown kind of place 'river'; use one of {KINDS}",
        "XN.txt: row 6: 2 cells, a country dump has 19; get the dump anew",
    ]
    places = load_gazetteer(load_geodata(toy, [tmp_path / "o.zip"]))
    assert places.places["ulm"].parents == ("new-district",)
    assert places.places["new-district"].parents == ("new-province-governorate",)


def test_names_of_a_dump_want_a_context_in_a_text(tmp_path: Path, toy: Path) -> None:
    take(put(tmp_path, "XN.txt", DUMP), toy, tmp_path / "o.zip")
    gazetteer = load_gazetteer(load_geodata(toy, [tmp_path / "o.zip"]))
    assert {entry.evidence for entry in gazetteer.names["ulm"]} == {"context"}
    assert {entry.evidence for entry in gazetteer.names["new district"]} == {""}


LP = "id title title_source fclasses aat_types start ccodes matches variants types parent_name parent_id lon lat\n"


def test_lp_tsv(tmp_path: Path) -> None:
    cells = ["p1", 'Ulm "the" town', "me", "P", "300008375", "1900", "XN", "gn:7;wd:Q1", "Ulma@de;أولم@ar", "pueblo"]
    text = LP.replace(" ", "\t") + "\t".join([*cells, "Norvik", "#n1", "14.5", "52.5"])
    row = rows(put(tmp_path, "in.tsv", text), "lp-tsv")[0]
    assert guess_format(tmp_path / "in.tsv") == "lp-tsv"
    assert forms(row) == [('Ulm "the" town', "", "reporting"), ("Ulma", "de", "reporting"), ("أولم", "ar", "reporting")]
    assert (row.matches, row.parents, row.lon) == (("gn:7", "wd:Q1"), (("n1", "Norvik"),), "14.5")
    assert row.feature == "pueblo | populated_place | populated_place"


def test_lp_tsv_takes_a_wkt_before_coordinates(tmp_path: Path, toy: Path) -> None:
    text = "id\ttitle\ttitle_source\tfclasses\tlon\tlat\tgeowkt\n"
    path = put(tmp_path, "in.tsv", text + "p1\tUlm\tme\tP\t9\t9\tPOINT (14.5 52.5)\np2\tUmm\tme\tP\t9\t9\tPOINT (x)\n")
    report = take(path, toy, tmp_path / "o.zip")
    assert load_gazetteer(load_geodata(toy, [tmp_path / "o.zip"])).places["ulm"].lon == 14.5
    assert str(report.refused[0]).startswith("in.tsv: row 3: WKT that cannot be read")


LPF = {
    "type": "FeatureCollection",
    "@context": "https://example.org/linkedplaces.jsonld",
    "features": [
        {
            "@id": "https://example.org/p1",
            "type": "Feature",
            "properties": {"title": "Ulm", "ccodes": ["XN"]},
            "names": [{"toponym": "Ulm", "lang": "en"}, {"toponym": "أولم", "lang": "ar"}],
            "types": [{"identifier": "aat:300008375", "label": "town"}],
            "geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [14.5, 52.5]}]},
            "relations": [
                {"relationType": "gvp:broaderPartitive", "relationTo": "https://example.org/n", "label": "Norvik"},
                {"relationType": "gvp:tgn3000_related_to", "relationTo": "https://example.org/x", "label": "X"},
            ],
            "links": [{"type": "closeMatch", "identifier": "http://www.geonames.org/7/ulm.html"}],
            "descriptions": [{"value": "by the\nlake"}],
        }
    ],
}


def test_linked_places(tmp_path: Path, toy: Path) -> None:
    path = put(tmp_path, "in.json", json.dumps(LPF))
    row = rows(path, guess_format(path))[0]
    assert [name.form for name in row.names] == ["Ulm", "Ulm", "أولم"]
    assert (row.id, row.matches, row.note) == ("https://example.org/p1", ("gn:7",), "by the lake")
    assert row.parents == (("https://example.org/n", "Norvik"),)
    assert (take(path, toy, tmp_path / "o.zip").new, row.lon) == (1, "14.5")


SQUARE = [[[14, 52], [15, 52], [15, 53], [14, 53], [14, 52]]]
BOW = [[[14, 52], [15, 53], [15, 52], [14, 53], [14, 52]]]


def collection(*features: tuple[dict[str, Any], dict[str, Any] | None], **more: Any) -> str:  # noqa: ANN401 - JSON
    made = [{"type": "Feature", "properties": given, "geometry": geometry} for given, geometry in features]
    return json.dumps({"type": "FeatureCollection", "features": made, **more})


def test_geojson_points_and_polygons(tmp_path: Path, toy: Path) -> None:
    text = collection(
        ({"name": "Ulm", "name_ar": "أولم", "population": 300}, {"type": "Point", "coordinates": [14.5, 52.5]}),
        ({"name": "Field", "type": "field"}, {"type": "Polygon", "coordinates": SQUARE}),
    )
    report = take(put(tmp_path, "in.geojson", text), toy, tmp_path / "o.zip")
    data = load_geodata(toy, [tmp_path / "o.zip"])
    places = load_gazetteer(data).places
    assert (report.new, places["ulm"].population, places["field"].geometry) == (2, 300, "shapes-overlay1")
    assert (places["field"].lon, places["field"].lat) == (14.5, 52.5)
    assert [row["properties"]["place_id"] for row in data.collection("shapes-overlay1")["features"]] == ["field"]


@pytest.mark.parametrize(
    ("properties", "geometry", "what"),
    [
        ({"name": "Ulm"}, None, "no coordinates"),
        ({"name": "Ulm"}, {"type": "Point", "coordinates": []}, "no coordinates"),
        ({"name": "Ulm"}, {"type": "Point", "coordinates": [float("nan"), 52]}, "lon 'nan' is no number"),
        ({"name": "Ulm"}, {"type": "Blob", "coordinates": [1, 2]}, "a geometry of no known type"),
        ({"name": "Ulm"}, {"type": "Polygon", "coordinates": [[[14, 52], [15, 53]]]}, "a geometry that cannot be read"),
        ({"name": "Ulm"}, {"type": "Polygon", "coordinates": [[[14, 52], [14, 52], [14, 52], [14, 52]]]}, "an invalid"),
        ({"name": "Ulm"}, {"type": "Polygon", "coordinates": []}, "a geometry without"),
        (
            {"name": "Ulm"},
            {"type": "LineString", "coordinates": [[1e9, 2], [3, 4]]},
            "a geometry that is not in degrees",
        ),
        ({"name": "Ulm"}, {"type": "GeometryCollection", "geometries": 3}, "no coordinates"),
        ({"name": "Ulm"}, {"type": "Point", "coordinates": 3}, "no coordinates"),
        (
            {"name": "Ulm\ud800"},
            {"type": "Point", "coordinates": [14, 52]},
            "a control or replacement character (U+D800)",
        ),
        ({"name": "=1"}, {"type": "Point", "coordinates": [14, 52]}, "a formula ('=1')"),
        ({"name": "x" * 10_000_000}, {"type": "Point", "coordinates": [14, 52]}, "a cell of 10,000,000 characters"),
        ({"name": {"a": 1}, "lon": []}, {"type": "Point", "coordinates": [[1, 2], 3]}, "lon '[1, 2]' is no number"),
    ],
)
def test_bad_features(
    tmp_path: Path, toy: Path, properties: dict[str, Any], geometry: dict[str, Any] | None, what: str
) -> None:
    good = ({"name": "Good"}, {"type": "Point", "coordinates": [14.5, 52.5]})
    path = put(tmp_path, "in.geojson", collection((properties, geometry), good))
    report = take(path, toy, tmp_path / "o.zip")
    assert [str(row)[: 23 + len(what)] for row in report.refused] == [f"in.geojson: feature 1: {what}"]
    assert report.new == 1


def test_an_invalid_polygon_is_mended_and_reported(tmp_path: Path, toy: Path) -> None:
    text = collection(({"name": "Field", "type": "field"}, {"type": "Polygon", "coordinates": BOW}))
    report = take(put(tmp_path, "in.geojson", text), toy, tmp_path / "o.zip")
    assert report.repaired == ["in.geojson: feature 1: the geometry of field was invalid and is mended"]


@pytest.mark.parametrize(
    ("name", "more", "what"),
    [
        ("XN.txt", {"mapping": {"name": "x"}}, "--map: the columns of geonames are known; it is for csv and geojson"),
        ("in.geojson", {"mapping": {"name": "x"}}, "has no column 'x'; its columns are name"),
        ("in.geojson", {"mapping": {"x": "name"}}, "--map x=...: no such field"),
        ("in.geojson", {"alternate_names": "x"}, "--alternate-names: goes with a GeoNames dump"),
    ],
)
def test_what_a_format_does_not_have(tmp_path: Path, toy: Path, name: str, more: dict[str, Any], what: str) -> None:
    point = collection(({"name": "Ulm"}, {"type": "Point", "coordinates": [14.5, 52.5]}))
    with pytest.raises(InputError, match=what):
        take(put(tmp_path, name, DUMP if name == "XN.txt" else point), toy, tmp_path / "o.zip", **more)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "is no FeatureCollection"),
        (collection(crs={"type": "name", "properties": {"name": "EPSG:32633"}}), "reproject to EPSG:4326"),
    ],
)
def test_collections_that_are_none(tmp_path: Path, toy: Path, text: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        take(put(tmp_path, "in.geojson", text), toy, tmp_path / "o.zip", form="geojson")


def test_features_that_are_none_are_refused(tmp_path: Path, toy: Path) -> None:
    path = put(tmp_path, "in.geojson", json.dumps({"type": "FeatureCollection", "features": [1, None, {}]}))
    report = take(path, toy, tmp_path / "o.zip")
    assert [row.what for row in report.refused] == ["no name"] * 3


@pytest.mark.parametrize(
    ("form", "name"), [("lpf", "x.json"), ("lp-tsv", "x.tsv"), ("geojson", "x.geojson"), ("csv", "x.csv")]
)
def test_what_is_exported_comes_back_as_itself(tmp_path: Path, toy: Path, form: str, name: str) -> None:
    arguments = ["gazetteer", "export", "--format", form, "--geo", toy, "-o", tmp_path / name]
    CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
    report = take(tmp_path / name, toy, tmp_path / "o.zip")
    assert (report.by_id, report.new, report.refused, report.conflicts) == (report.read, 0, [], [])
    before, after = (load_gazetteer(load_geodata(toy, over)) for over in ((), [tmp_path / "o.zip"]))
    assert after.names == before.names
    changed = [key for key, place in before.places.items() if str(place) != str(after.places[key])]
    assert all(after.places[key].source != before.places[key].source for key in changed)
