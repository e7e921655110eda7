"""`disputemap geocode`, `reverse`, `gazetteer search`, `show`, `export`: what goes in and comes out."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from disputemap.cli import main
from disputemap.lookup.answers import NAME_FIELDS, POSITION_FIELDS
from tests.overlay_files import GOOD, make_overlay

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = ["query", "rank", "place_id", "name", "feature", "lon", "lat", "accuracy_m", "score", "match", "reasons"]


@pytest.fixture
def run(toy: Path) -> Any:  # noqa: ANN401 - a function of words
    def _run(*words: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, [*map(str, words), "--geo", str(toy)], input=stdin)

    return _run


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_an_answer_with_exactly_these_fields(run: Any) -> None:  # noqa: ANN401
    found = rows(run("geocode", "Bela", "Mira", "Atlantis", "--format", "jsonl"))
    assert [list(row) for row in found] == [FIELDS] * 5 == [list(NAME_FIELDS)] * 5
    assert found[0] == {
        "query": "Bela",
        "rank": 1,
        "place_id": "bela",
        "name": "Bela",
        "feature": "populated_place",
        "lon": 15.0,
        "lat": 52.0,
        "accuracy_m": 1000.0,
        "score": 1.0,
        "match": "exact",
        "reasons": ["exact"],
    }
    assert [(row["query"], row["rank"]) for row in found[1:4]] == [("Mira", 1), ("Mira", 2), ("Mira", 3)]
    assert found[4] == dict.fromkeys(FIELDS) | {
        "query": "Atlantis",
        "score": 0.0,
        "reasons": ["not in the gazetteer"],
    }


def test_json_lines_are_the_default_where_there_is_no_terminal(run: Any) -> None:  # noqa: ANN401
    assert run("geocode", "Bela").stdout == run("geocode", "Bela", "--format", "jsonl").stdout


def test_a_place_without_location_and_a_guess_say_so(run: Any) -> None:  # noqa: ANN401
    hidden, guess = rows(run("geocode", "Hidden", "Belan"))
    assert (hidden["place_id"], hidden["lon"], hidden["accuracy_m"]) == ("hidden", None, None)
    assert hidden["reasons"][-1] == "no location in the gazetteer"
    assert (guess["match"], guess["score"], guess["reasons"]) == (
        "fuzzy:1",
        0.3,
        ["fuzzy:1: a guess, spelled otherwise"],
    )


def test_limit_near_and_feature(run: Any) -> None:  # noqa: ANN401
    assert len(rows(run("geocode", "Mira", "--limit", 1))) == 1
    (found,) = rows(run("geocode", "Mira", "--near", "16,50.5", "--feature", "populated_place", "--limit", "1"))
    assert found["place_id"] == "mira-lowland"
    assert rows(run("geocode", "Bela", "--feature", "adm2"))[0]["reasons"] == ["not in the gazetteer as adm2"]


def test_names_of_a_file_one_a_line(run: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffBela\r\n\r\nكرسا, Norland\n".encode())
    found = rows(run("geocode", "-i", path, "--limit", 1))
    assert [(row["query"], row["place_id"]) for row in found] == [
        ("Bela", "bela"),
        ("", None),
        ("كرسا, Norland", "kirsa"),
    ]
    assert found[1]["reasons"] == ["empty query"]


def test_names_of_standard_input_are_answered_as_they_come(toy: Path) -> None:
    command = [sys.executable, "-m", "disputemap", "geocode", "-i", "-", "--limit", "1", "--geo", str(toy)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin
        assert process.stdout
        for name, place_id in (("Bela", "bela"), ("البيلا", "bela"), ("Atlantis", None)):
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["place_id"] == place_id
        process.stdin.close()
        assert process.wait() == 0


def test_an_older_encoding_is_understood_where_it_is_sure(run: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "old.txt"
    path.write_bytes("كرسا\nالبيلا\nميرا\nكيستا في محافظة كرسا وهي مدينة على الطريق\n".encode("cp1256"))
    assert [row["place_id"] for row in rows(run("geocode", "-i", path, "--limit", 1))][:2] == ["kirsa", "bela"]


@pytest.mark.parametrize(
    ("content", "word"), [(b"\xff\xfeB", "utf-16"), (b"Bela\x00", "binary"), (b"Bela\n\xc3(\n" * 9, "UTF-8")]
)
def test_bad_encodings_are_one_line(run: Any, tmp_path: Path, content: bytes, word: str) -> None:  # noqa: ANN401
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    result = run("geocode", "-i", path)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"Error: {path}: ")
    assert word in result.stderr


def test_bad_bytes_on_standard_input_are_one_line_behind_the_good_ones(run: Any) -> None:  # noqa: ANN401
    result = run("geocode", "-i", "-", "--limit", 1, stdin=b"Bela\n\xff\n")
    assert json.loads(result.stdout)["place_id"] == "bela"
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: standard input, line 2: is not UTF-8")


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (["geocode"], 2, "give names"),
        (["geocode", "Bela", "-i", "-"], 2, "not both"),
        (["geocode", "Bela", "--near", "15"], 2, "longitude,latitude"),
        (["geocode", "Bela", "--near", "52,152"], 2, "off the Earth"),
        (["geocode", "Bela", "--near", "nan,1"], 2, "off the Earth"),
        (["geocode", "Bela", "--limit", "0"], 2, "limit"),
        (["geocode", "Bela", "--feature", "planet"], 1, "there are adm1, adm2"),
        (["geocode", "-i", "nothing.txt"], 1, "nothing.txt: cannot be read"),
        (["geocode", "Bela", "--gazetteer", "nothing.zip"], 1, "nothing.zip: no such file"),
        (["reverse", "15"], 2, "LAT"),
        (["reverse", "15", "152"], 2, "LAT"),
        (["reverse", "nan", "15"], 2, "nan"),
        (["gazetteer", "show", "atlantis"], 1, "gazetteer search"),
        (["gazetteer", "export", "--feature", "planet"], 1, "--feature"),
        (["gazetteer", "export", "-o", "no/where.json"], 1, "there is no folder"),
    ],
)
def test_wrong_questions(run: Any, words: list[str], code: int, word: str) -> None:  # noqa: ANN401
    result = run(*words)
    assert result.exit_code == code
    assert word in result.stderr
    assert "Traceback" not in result.output


def test_csv_is_for_spreadsheets(run: Any) -> None:  # noqa: ANN401
    result = run("geocode", "Bela", "=1+1", "--format", "csv")
    header, bela, formula = csv.reader(io.StringIO(result.stdout))
    assert header == FIELDS
    assert bela[:3] == ["Bela", "1", "bela"]
    assert formula[0] == "'=1+1"


def test_tables_are_for_people(run: Any) -> None:  # noqa: ANN401
    text = run("geocode", "Mira", "Atlantis", "Bela\x1b[31m", "--format", "table").stdout
    assert "mira-upland" in text
    assert "16.000 53.000" in text
    assert "not in the gazetteer" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_reverse_names_the_nearest_and_what_holds_it(run: Any) -> None:  # noqa: ANN401
    first, second = rows(run("reverse", "14", "52.9", "--limit", 2))
    assert list(first) == list(POSITION_FIELDS)
    assert (first["query"], first["rank"], first["place_id"]) == ("14,52.9", 1, "alba")
    assert first["areas"] == ["norvik-district", "upland-governorate", "norland"]
    assert 11_000 < first["distance_m"] < 11_200 < second["distance_m"]
    assert "in norvik-district, upland-governorate, norland" in run("reverse", "14", "52.9", "--format", "table").stdout


@pytest.mark.parametrize("words", [("-15.5", "-52"), ("-1e1", "-.5"), ("15", "-52")])
def test_negative_numbers_need_no_quoting(run: Any, words: tuple[str, str]) -> None:  # noqa: ANN401
    assert rows(run("reverse", *words, "--limit", 1))[0]["areas"] == []


def test_search_is_geocode_for_one_name(run: Any) -> None:  # noqa: ANN401
    search, geocode = (run(*words, "Mira", "--near", "16,53") for words in (("gazetteer", "search"), ("geocode",)))
    assert search.stdout == geocode.stdout != ""
    assert rows(run("gazetteer", "search", "Kirsa", "--feature", "adm1"))[0]["place_id"] == "kirsa-governorate"


def test_show_tells_all_that_is_known(run: Any) -> None:  # noqa: ANN401
    shown = json.loads(run("gazetteer", "show", "norvik-district", "--format", "json").stdout)
    assert [parent["place_id"] for parent in shown["parents"]] == ["upland-governorate", "kirsa-governorate"]
    assert all(parent["source"] == "toy" for parent in shown["parents"])
    assert shown["location"]["geometry"] == "districts"
    assert [(name["name"], name["language"], name["kind"]) for name in shown["names"]] == [
        ("Norvik", "en", "official"),
        ("نورفيك", "ar", "official"),
    ]
    text = run("gazetteer", "show", "norvik-district").stdout
    for word in ("two sources disagree", "Part of", "Upland", "Position", "Names", "نورفيك"):
        assert word in text
    assert "Position" not in run("gazetteer", "show", "hidden").stdout


def test_places_of_ones_own_are_looked_up_too(run: Any, tmp_path: Path) -> None:  # noqa: ANN401
    overlay = make_overlay(tmp_path / "mine.zip", GOOD)
    assert rows(run("geocode", "Lumen"))[0]["place_id"] is None
    assert rows(run("geocode", "Lumen, Kesta", "--gazetteer", overlay))[0]["place_id"] == "lumen"
    assert rows(run("reverse", "14.2", "51.2", "--gazetteer", overlay, "--limit", 1))[0]["place_id"] == "lumen"
    assert "mine" in run("gazetteer", "show", "lumen", "--gazetteer", overlay).stdout
    exported = run("gazetteer", "export", "--format", "csv", "--gazetteer", overlay).stdout
    assert '"lumen","Lumen"' in exported


def test_help_lists_the_commands() -> None:
    text = CliRunner().invoke(main, ["gazetteer", "--help"]).stdout
    assert {"search", "show", "export", "check"} <= set(text.split())
    assert {"geocode", "reverse"} <= set(CliRunner().invoke(main, ["--help"]).stdout.split())
