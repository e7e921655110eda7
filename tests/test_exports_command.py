"""`geoparse --format`: the ending tells the format, and what cannot be is one line."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest
from click.testing import CliRunner, Result

from disputemap.cli import main
from disputemap.exports import FORMATS, guess_format, known_endings
from disputemap.tablefiles import read_mentions

TEXT = "Troops moved in Upland. The government of Norland said so."


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "docs"
    path.mkdir()
    (path / "good.txt").write_text(TEXT)
    (path / "none.txt").write_text("Nothing is told here.")
    return path


def count(form: str, path: Path) -> int:
    """Return how many mentions a file seems to hold, by a look that is enough for this."""
    if form == "brat":
        return sum(line[0] == "T" for line in (path / "good.ann").read_text().splitlines())
    if form in {"parquet", "jsonl"}:
        return len(read_mentions(path))
    if form == "geopackage":
        with closing(sqlite3.connect(path)) as database:
            return int(database.execute("SELECT count(*) FROM mentions").fetchone()[0])
    if form == "flatgeobuf":
        return int(pyogrio.read_info(path)["features"])
    text = path.read_text(encoding="utf-8")
    marks = {
        "conll": "\tB-LOC",
        "w3c": '"Annotation"',
        "lpf": '"toponym"',
        "kml": "<Placemark>",
        "geojson": '"Feature"',
    }
    return text.count(marks[form]) if form in marks else len(text.splitlines()) - 1


@pytest.mark.parametrize("form", FORMATS)
def test_the_ending_tells_the_format(toy: Path, good: Path, tmp_path: Path, form: str) -> None:
    for number, ending in enumerate(FORMATS[form].endings):
        output = f"{tmp_path}/{number}{ending}"
        result = run("geoparse", good, "-o", output, "--geo", toy)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (0, "", 1)
        assert count(form, Path(output)) == 2
    plain = tmp_path / "plain"
    assert run("geoparse", good, "-o", plain, "--format", form, "--geo", toy).exit_code == 0
    assert count(form, plain) == 2


def test_every_ending_stands_for_one_format() -> None:
    endings = [ending for row in FORMATS.values() for ending in row.endings]
    assert len(set(endings)) == len(endings)
    assert all(guess_format(f"m{ending}") == form for form, row in FORMATS.items() for ending in row.endings)
    assert known_endings().startswith(".jsonl, .ndjson, .csv")


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["-o", "m.xlsx"], "m.xlsx: its ending stands for no format (.jsonl, "),
        (["-o", "m.json"], "name one with --format"),
        (["--format", "geopackage"], "geopackage is no text for standard output; give -o FILE"),
        (["--format", "brat"], "brat is no text for standard output; give -o FOLDER"),
        (["--to", ""], "--to is empty; write postgresql://USER@HOST/DATABASE"),
        (["--schema", "news"], "--schema is of tables in a database; give --to too"),
        (["--to", "postgresql://h/d", "-o", "m.csv"], "--to writes tables of its own"),
        (["--to", "postgresql://h/d", "--geometry", "shape"], "--to writes tables of its own"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(good: Path, args: list[str], word: str) -> None:
    result = run("geoparse", good, *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert word in result.stderr


def test_shapes_where_there_is_no_room_are_one_line(good: Path) -> None:
    result = run("geoparse", good, "--format", "csv", "--geometry", "shape")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "csv has no place for shapes of mentions; leave --geometry out, or use one of geojson" in result.stderr


def test_shapes_of_areas(toy: Path, good: Path) -> None:
    result = run("geoparse", good, "--format", "geojson", "--geometry", "shape", "--geo", toy)
    kinds = [row["geometry"]["type"] for row in json.loads(result.stdout)["features"]]
    assert kinds == ["Polygon", "Polygon"]


def test_formats_that_show_texts_show_all_of_them(toy: Path, good: Path, tmp_path: Path) -> None:
    run("geoparse", good, "-o", f"{tmp_path}/marked/", "--geo", toy)
    assert (tmp_path / "marked" / "good.txt").read_text() == TEXT
    assert (tmp_path / "marked" / "none.ann").read_text() == ""
    conll = run("geoparse", good, "--format", "conll", "--geo", toy).stdout
    assert "\nNothing\t0\t7\t" in conll


def test_a_folder_of_documents_is_not_replaced(toy: Path, good: Path) -> None:
    result = run("geoparse", good, "-o", f"{good}/", "--geo", toy)
    assert (result.exit_code, result.stderr) == (1, f"Error: {good}: is a folder with files of yours; name a new one\n")
    assert (good / "good.txt").read_text() == TEXT


@pytest.mark.parametrize("form", [form for form, row in FORMATS.items() if row.kind in {"file", "folder"}])
def test_nothing_read_leaves_nothing_behind(toy: Path, tmp_path: Path, form: str) -> None:
    result = run("geoparse", tmp_path / "no.txt", "-o", tmp_path / "m", "--format", form, "--geo", toy)
    assert (result.exit_code, list(tmp_path.iterdir())) == (1, [])


@pytest.mark.parametrize("form", FORMATS)
def test_no_mention_is_a_file_too(toy: Path, tmp_path: Path, form: str) -> None:
    (tmp_path / "a.txt").write_text("Nothing is told here.")
    result = run("geoparse", tmp_path / "a.txt", "-o", tmp_path / "m", "--format", form, "--geo", toy)
    assert result.exit_code == 0
    assert (tmp_path / "m").exists()


def test_texts_go_along_from_batch_to_batch(toy: Path, tmp_path: Path) -> None:
    documents = tmp_path / "many.jsonl"
    lines = ({"id": f"d{number}", "text": f"{TEXT} " * 500} for number in range(40))
    documents.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    assert run("geoparse", documents, "-o", tmp_path / "m.conll", "--geo", toy).exit_code == 0
    text = (tmp_path / "m.conll").read_text()
    assert (text.count("-DOCSTART-"), text.count("\tB-LOC")) == (40, 40_000)


def test_a_postgis_address_that_is_none_is_one_line_without_it(good: Path, toy: Path) -> None:
    for url in ("mysql://me:secret@host/db", "postgresql://me:secret@host:no/db", "secret"):
        result = run("geoparse", good, "--to", url, "--geo", toy)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "write postgresql://USER@HOST/DATABASE" in result.stderr
        assert "secret" not in result.stderr


def test_without_psycopg_the_remedy_is_said(good: Path, toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    result = run("geoparse", good, "--to", "postgresql://localhost/d", "--geo", toy)
    assert (
        result.stderr == "Error: writing to PostGIS needs psycopg; install it with: pip install 'disputemap[postgis]'\n"
    )
