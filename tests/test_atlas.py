"""What maps say of the places of a data package: the names that are chosen, parents, positions."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from disputemap.atlas import Atlas
from disputemap.errors import GazetteerError
from disputemap.geodata import GeoData, load_geodata, shipped_root
from disputemap.imports.writing import About, write_overlay

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("place_id", "name", "language", "kind", "used_by")


@pytest.fixture
def with_names(tmp_path: Path) -> Callable[..., Atlas]:
    """Return a function that makes the atlas of a package with one place and these names of it."""

    def make(*rows: tuple[str, str, str, str]) -> Atlas:
        cells = io.StringIO()
        csv.writer(cells).writerows([NAMES, *(("ulm", *row) for row in rows)])
        resources = '{"resources": [{"name": "places", "path": "places.csv"}, {"name": "names", "path": "names.csv"}]}'
        (tmp_path / "datapackage.json").write_text(resources, encoding="utf-8")
        (tmp_path / "places.csv").write_text("place_id,name,feature,parents\nulm,Ulm,city,a | b|\n", encoding="utf-8")
        (tmp_path / "names.csv").write_text(cells.getvalue(), encoding="utf-8")
        return Atlas(GeoData(tmp_path))

    return make


def test_official_names_come_first_and_no_partys_own(with_names: Callable[..., Atlas]) -> None:
    atlas = with_names(
        ("Local", "ar", "local", ""), ("Theirs", "ar", "official", "them"), ("Ours", "ar", "official", ""),
        ("Second", "ar", "official", ""), ("Once", "ckb", "historical", ""), ("Other", "tr", "odd", ""),
    )  # fmt: skip
    assert atlas.names_of("ulm") == {"en": "Ulm", "ar": "Ours", "tr": "Other"}


def test_the_english_name_is_that_of_the_table_of_places(with_names: Callable[..., Atlas]) -> None:
    assert with_names(("Ulma", "en", "official", "")).names_of("ulm") == {"en": "Ulm"}


def test_a_name_may_hold_quotes_and_lines(with_names: Callable[..., Atlas]) -> None:
    assert with_names(('a "b",\nc', "ar", "official", "")).names_of("ulm")["ar"] == 'a "b",\nc'


def test_parents_are_told_apart(with_names: Callable[..., Atlas]) -> None:
    assert with_names().parents.texts.to_pylist() == ["a", "b"]


def test_a_package_without_places_knows_none(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    atlas = Atlas(GeoData(tmp_path))
    assert atlas.names_of("ulm") == {}
    assert (atlas.feature_of("ulm"), atlas.position_of("ulm"), atlas.shape("ulm")) == ("", None, None)
    assert atlas.numbers(pa.array(["ulm", None])).tolist() == [-1, -1]


def test_a_mention_without_a_place_is_of_none(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": [{"name": "names", "path": "n.csv"}]}', encoding="utf-8")
    (tmp_path / "n.csv").write_text("name,language\nNobody,en\n", encoding="utf-8")  # of no place either
    assert Atlas(GeoData(tmp_path)).numbers(pa.array([None], pa.string())).tolist() == [-1]


def test_places_laid_over_the_package_have_their_names(toy: Path, tmp_path: Path) -> None:
    places = [
        {"place_id": place_id, "name": name, "feature": "field"} for place_id, name in (("alba", "A"), ("new", "N"))
    ]
    names = [{"place_id": "new", "name": "جديد", "language": "ar", "kind": "official"}]
    write_overlay(tmp_path / "o.zip", {"places": places, "names": names}, About("mine", "notes"))
    atlas = Atlas(load_geodata(toy, [tmp_path / "o.zip"]))
    assert (atlas.names_of("alba")["en"], atlas.feature_of("alba")) == ("A", "field")
    assert atlas.names_of("new") == {"en": "N", "ar": "جديد"}


def test_a_position_that_is_no_number_is_refused(tmp_path: Path) -> None:
    resources = '{"resources": [{"name": "locations", "path": "l.csv"}]}'
    (tmp_path / "datapackage.json").write_text(resources, encoding="utf-8")
    (tmp_path / "l.csv").write_text("place_id,lon,lat,accuracy_m,geometry\nulm,ten,48,,\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"lon: .*ten.*locations"):
        Atlas(GeoData(tmp_path))


def test_all_places_of_the_package_are_as_its_rows_say() -> None:
    data = GeoData(shipped_root())
    atlas = Atlas(data)
    for row in (row for name in data.group("places") for row in data.table(name)):
        assert (atlas.names_of(row["place_id"])["en"], atlas.feature_of(row["place_id"])) == (
            row["name"],
            row["feature"],
        )
    for row in (row for name in data.group("locations") for row in data.table(name)):
        assert atlas.position_of(row["place_id"]) == [float(row["lon"]), float(row["lat"])]


@pytest.mark.parametrize("text", ["a,b\n1\n2,3\n", "", "a\n\n7\n"])
def test_columns_are_read_as_rows_are(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": [{"name": "t", "path": "t.csv"}]}', encoding="utf-8")
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    data = GeoData(tmp_path)
    assert data.columns("t", ["b", "a"]).to_pylist() == [{"b": row.get("b"), "a": row["a"]} for row in data.table("t")]


@pytest.mark.parametrize(("text", "said"), [("a,c\n1,2\n", "lacks b;"), ("a,b,c\n1\n2,3,4\n", "lacks b, c;")])
def test_cells_that_are_missing_are_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": [{"name": "t", "path": "t.csv"}]}', encoding="utf-8")
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    data = GeoData(tmp_path)
    rows = data.table("t")
    assert data.cells("t", ["a"], ["d"]) == [[row["a"] for row in rows], [""] * len(rows)]
    with pytest.raises(GazetteerError, match=said):
        data.cells("t", ["a", "b", "c"])


def test_what_is_worked_out_of_a_package_is_worked_out_once(toy_data: GeoData) -> None:
    data = GeoData(toy_data.root)
    assert data.once("x", lambda given: [given.root]) is data.once("x", lambda _: [Path()])
    assert GeoData(toy_data.root).once("x", lambda _: np.pi) == np.pi
