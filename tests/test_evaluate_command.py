"""`disputemap evaluate`: tables on stdout, files, one line for each bad line of gold, exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from disputemap.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

TEXT = "Troops moved in Upland. The government of Norland said so."
MENTIONS = [
    {"start": 16, "end": 22, "surface": "Upland", "place_id": "upland-governorate", "role": "literal"},
    {"start": 42, "end": 49, "surface": "Norland", "place_id": "norland", "role": "literal"},
]


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "lang": "en", "text": TEXT, "mentions": MENTIONS}) + "\n", encoding="utf-8")
    return path


def test_figures_and_errors_go_to_stdout(toy: Path, gold: Path) -> None:
    result = run(gold, "--geo", toy, "--errors")
    assert result.exit_code == 0
    assert result.stdout.startswith("RECOGNITION ")
    assert "a:42 Norland: role associative" in result.stdout
    assert result.stderr == "1 document; 2 gold mentions; 1 error; 0 problems\n"


def test_files(toy: Path, gold: Path, tmp_path: Path) -> None:
    figures, svg, png = (tmp_path / name for name in ("f.json", "p.svg", "p.png"))
    assert run(gold, "--geo", toy, "-o", figures, "--plot", svg).exit_code == 0
    assert run(gold, "--geo", toy, "--plot", png).exit_code == 0
    assert json.loads(figures.read_text(encoding="utf-8"))["all"]["role"]["accuracy"] == 0.5
    assert png.read_bytes().startswith(b"\x89PNG")
    first = svg.read_text(encoding="utf-8")
    assert "<svg" in first
    assert run(gold, "--geo", toy, "--plot", svg).exit_code == 0
    assert svg.read_text(encoding="utf-8") == first


def test_what_geoparse_wrote_is_judged(toy: Path, gold: Path, tmp_path: Path) -> None:
    table = tmp_path / "mentions.jsonl"
    assert CliRunner().invoke(main, ["geoparse", str(gold), "--geo", str(toy), "-o", str(table)]).exit_code == 0
    assert run(gold, "--geo", toy, "--predicted", table).stdout == run(gold, "--geo", toy).stdout


def test_bad_lines_get_one_line_each_and_the_others_go_on(toy: Path, gold: Path) -> None:
    with gold.open("a", encoding="utf-8") as file:
        file.write('{"text": 1}\n{"text": "Bela", "mentions": [{"start": 0, "end": 4, "place_id": "belaa"}]}\n')
    result = run(gold, "--geo", toy)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [line.split(" ")[0] for line in lines] == [f"{gold}:2:", f"{gold}:3:", "1"]
    assert lines[-1].endswith("2 problems")


def test_nothing_to_judge(toy: Path, tmp_path: Path) -> None:
    result = run(tmp_path / "none.jsonl", "--geo", toy)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "none.jsonl: cannot be read" in result.stderr
    (tmp_path / "empty.jsonl").touch()
    result = run(tmp_path / "empty.jsonl", "--geo", toy)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_wrong_usage(toy: Path, gold: Path, tmp_path: Path) -> None:
    assert run().exit_code == 2
    assert run(gold, "--geo", toy, "--plot", tmp_path / "p.pdf").exit_code == 2
    assert "is no entity type" in run(gold, "--geo", toy, "--types", "LOC=x").stderr


def test_gold_without_a_place_of_the_types_is_said(toy: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_text("Upland B-TOWN\n", encoding="utf-8")
    assert "no gold mention (are its entity types among --types?)" in run(path, "--geo", toy).stderr
    assert "1 gold mention;" in run(path, "--geo", toy, "--types", "TOWN").stderr
    assert "there is no plot" in run(path, "--geo", toy, "--plot", tmp_path / "p.svg").stderr
