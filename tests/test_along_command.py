"""`disputemap corridor profile` and `sensitivity`, on the toy world."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from disputemap.cli import main
from disputemap.corridors import load_corridor
from disputemap.errors import GazetteerError, InputError
from disputemap.sensitivity import BASE, sensitivity

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from disputemap.geodata import GeoData

TEXT = "They met in Bela. In Alba nothing was said. The government of Norland met. Troops moved to Dorin and Kesta."


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def records(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_profile_tells_each_stretch(text: Path, toy: Path) -> None:
    rows = records(run("corridor", "profile", text, "--geo", toy, "--format", "jsonl"))
    assert (len(rows), rows[0]["from_km"], rows[-1]["to_km"]) == (28, 0, 274.7)
    assert [row["from_km"] for row in rows if row["literal"]] == [30, 60, 130]  # Kesta, Dorin, Bela; Alba is far off
    assert rows[13] == {"from_km": 130, "to_km": 140, "sector": "west", "literal": 1, "associative": 0, "areal": 1}


def test_a_profile_of_mentions_is_that_of_their_documents_and_may_be_narrower(
    text: Path, toy: Path, tmp_path: Path
) -> None:
    mentions, table = tmp_path / "m.jsonl", tmp_path / "p.csv"
    assert run("geoparse", text, "--geo", toy, "-o", mentions).exit_code == 0
    options = ("--geo", toy, "--bin", "100", "--role", "literal", "--within", "500")
    assert run("corridor", "profile", mentions, *options, "-o", table).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert [(row["from_km"], row["literal"], row["areal"]) for row in rows] == [
        ("0.0", "3", "0"),
        ("100.0", "1", "0"),
        ("200.0", "0", "0"),
    ]


def test_a_table_that_was_never_joined_is_told_of(text: Path, toy: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run("geoparse", text, "--geo", toy).stdout.splitlines()]
    bare = [{name: row[name] for name in ("doc", "start", "surface", "lon", "lat")} for row in rows]
    (tmp_path / "old.jsonl").write_text("".join(json.dumps(row) + "\n" for row in bare), encoding="utf-8")
    told = run("corridor", "profile", tmp_path / "old.jsonl", "--geo", toy)
    placed = sum(row["lon"] is not None for row in rows)
    assert f"{placed} mentions of a table have no kilometre along the corridor and are not counted" in told.stderr
    assert told.exit_code == 0


def test_tables_are_for_people(text: Path, toy: Path) -> None:
    shown = run("corridor", "profile", text, "--geo", toy, "--format", "table").stdout
    assert "Mentions along the corridor" in shown
    shown = run("corridor", "sensitivity", text, "--geo", toy, "--format", "table").stdout
    assert "dorin" in shown
    assert "maximum" in shown


def test_what_changes_under_another_corridor_is_told(text: Path, toy: Path) -> None:
    rows = {
        row["place_id"]: row for row in records(run("corridor", "sensitivity", text, "--geo", toy, "--format", "jsonl"))
    }
    assert "bela" not in rows  # inside, whatever is taken
    assert (rows["dorin"]["relation"], rows["dorin"]["maximum"]) == ("straddles", "inside")
    assert "maximum" in rows["dorin"]["changes"]
    assert rows["dorin"]["p_least"] <= rows["dorin"]["p_inside"] <= rows["dorin"]["p_most"]
    assert 0 < rows["dorin"]["p_error"] < 0.02
    every = records(run("corridor", "sensitivity", text, "--all", "--geo", toy, "--format", "jsonl", "--seeds", "1"))
    assert {"alba", "bela", "dorin", "kesta", "norland"} == {row["place_id"] for row in every}


def test_all_places_are_compared_where_none_are_named(toy_data: GeoData) -> None:
    table = sensitivity(toy_data, draws=50, seeds=2)
    assert tuple(table.columns[: len(BASE)]) == BASE
    assert "hidden" not in set(table["place_id"])  # it has no location
    assert table["place_id"].is_monotonic_increasing
    wide = load_corridor(toy_data)
    assert sensitivity(toy_data, corridor=wide, draws=50, seeds=2).equals(table)


def test_what_cannot_be_compared_is_refused(toy_data: GeoData) -> None:
    with pytest.raises(GazetteerError, match="unknown place 'nowhere'"):
        sensitivity(toy_data, place_ids=["nowhere"])
    with pytest.raises(InputError, match="1 or more"):
        sensitivity(toy_data, draws=0)


def test_a_profile_is_drawn_as_well(text: Path, toy: Path, tmp_path: Path) -> None:
    picture = tmp_path / "strip.svg"
    assert len(records(run("corridor", "profile", text, "--geo", toy, "--format", "jsonl", "--plot", picture))) == 28
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    wrong = run("corridor", "profile", text, "--geo", toy, "--plot", tmp_path / "strip.gif")
    assert (wrong.exit_code, "svg, png, pdf" in wrong.stderr) == (1, True)
