"""The command line: results on stdout or in a file, one line for each error, exit codes 0, 1, 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from disputemap import __version__
from disputemap.cli import main
from disputemap.exports import to_text
from disputemap.tablefiles import read_mentions

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

GOOD = "Troops moved in Upland. The government of Norland said so."


def run(*args: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, catch_exceptions=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(GOOD)
    return path


def test_mentions_go_to_stdout_and_the_summary_to_stderr(toy: Path, good: Path) -> None:
    result = run("geoparse", good, "--geo", toy)
    assert result.exit_code == 0
    assert [json.loads(line)["surface"] for line in result.stdout.splitlines()] == ["Upland", "Norland"]
    assert result.stderr == ("1 document; 2 mentions (1 literal, 1 associative); 2 placed, 0 unplaced; 0 problems\n")


@pytest.mark.parametrize(("form", "start"), [("jsonl", '{"doc"'), ("csv", '"doc","start"'), ("geojson", '{"type"')])
def test_a_file_in_each_format(toy: Path, good: Path, tmp_path: Path, form: str, start: str) -> None:
    output = tmp_path / "out"
    result = run("geoparse", good, "-o", output, "--format", form, "--geo", toy)
    assert (result.exit_code, result.stdout) == (0, "")
    assert output.read_text(encoding="utf-8").startswith(start)


def test_parquet_needs_a_file_and_holds_the_same_mentions(toy: Path, good: Path, tmp_path: Path) -> None:
    refused = run("geoparse", good, "--format", "parquet", "--geo", toy)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "give -o FILE" in refused.stderr
    result = run("geoparse", good, "--format", "parquet", "-o", tmp_path / "m.parquet", "--geo", toy)
    assert (result.exit_code, result.stdout) == (0, "")
    found = to_text(read_mentions(tmp_path / "m.parquet"), "jsonl")
    assert found == run("geoparse", good, "--geo", toy).stdout


@pytest.mark.parametrize("form", ["jsonl", "csv", "geojson", "parquet"])
def test_nothing_read_leaves_the_old_file(toy: Path, tmp_path: Path, form: str) -> None:
    (tmp_path / "old").write_text("old")
    result = run("geoparse", tmp_path / "no.txt", "-o", tmp_path / "old", "--format", form, "--geo", toy)
    assert (result.exit_code, (tmp_path / "old").read_text(), len(list(tmp_path.iterdir()))) == (1, "old", 1)


@pytest.mark.parametrize("form", ["csv", "geojson", "jsonl"])
def test_nothing_read_writes_nothing(toy: Path, tmp_path: Path, form: str) -> None:
    result = run("geoparse", tmp_path / "no.txt", "--format", form, "--geo", toy)
    assert (result.exit_code, result.stdout) == (1, "")


def test_below_a_score_mentions_have_no_place(toy: Path, good: Path, tmp_path: Path) -> None:
    result = run("geoparse", good, "--min-score", "1", "--geo", toy)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["place_id"], row["reasons"][-1]) for row in rows] == [(None, "score below the threshold")] * 2
    assert [len(row["candidates"]) > 0 for row in rows] == [True, True]
    assert "0 placed, 2 unplaced (2 score below the threshold)" in result.stderr
    run("geoparse", good, "-o", tmp_path / "m.jsonl", "--geo", toy)
    mapped = run("map", tmp_path / "m.jsonl", "-o", tmp_path / "m.html", "--min-score", "1", "--geo", toy)
    assert "0 placed, 2 unplaced (2 score below the threshold)" in mapped.stderr


def test_bad_files_get_one_line_each_and_the_others_go_on(toy: Path, good: Path, tmp_path: Path) -> None:
    bad = {
        "empty.txt": b"",
        "binary.txt": b"\x00\x01\x02",
        "odd.txt": "Où était-ce ? À côté de l'été".encode("cp1252"),
        "front.md": b"no front matter",
        "lines.jsonl": b'{"text": 1}\n',
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    output = tmp_path / "out.jsonl"
    names = [tmp_path / name for name in [*bad, "missing.txt"]]
    result = run("geoparse", *names, good, "-o", output, "--geo", toy)
    *problems, summary = result.stderr.splitlines()
    assert result.exit_code == 1
    assert [problem.split(": ")[0].removesuffix(":1") for problem in problems] == [str(name) for name in names]
    assert all(";" in problem for problem in problems)
    assert summary.endswith("; 6 problems")
    assert len(output.read_text().splitlines()) == 2


@pytest.mark.parametrize("command", ["geoparse", "map"])
def test_no_document_at_all_is_one_line(toy: Path, tmp_path: Path, command: str) -> None:
    output = tmp_path / "out.jsonl"
    result = run(command, tmp_path / "missing.txt", "-o", output, "--geo", toy)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{tmp_path / 'missing.txt'}: no such file; check the path\n"
    assert not output.exists()


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["--geo", "nowhere"], "nowhere/datapackage.json: no such file"),
        (["-o", "nowhere/out.jsonl"], "there is no folder"),
        (["-o", "."], "is a folder"),
    ],
)
def test_errors_are_one_line(toy: Path, good: Path, args: list[str], word: str) -> None:
    result = run("geoparse", good, *(args if "--geo" in args else [*args, "--geo", str(toy)]))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert word in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("args", [["geoparse"], ["map", "a.txt"], ["geoparse", "a", "--jobs", "0"], ["nothing"]])
def test_wrong_usage_is_two(args: list[str]) -> None:
    assert run(*args).exit_code == 2


def test_standard_input_is_read(toy: Path) -> None:
    text = run("geoparse", "-", "--geo", toy, stdin=GOOD)
    assert [json.loads(line)["doc"] for line in text.stdout.splitlines()] == ["stdin", "stdin"]
    rows = run("geoparse", "-", "--geo", toy, stdin=json.dumps({"id": "x", "text": GOOD}))
    assert [json.loads(line)["doc"] for line in rows.stdout.splitlines()] == ["x", "x"]


def test_a_map_of_documents_and_of_their_mentions_are_the_same(toy: Path, good: Path, tmp_path: Path) -> None:
    mentions = tmp_path / "m.jsonl"
    run("geoparse", good, "-o", mentions, "--geo", toy)
    first = run("map", good, "-o", tmp_path / "1.html", "--geo", toy, "--title", "T", "--lang", "ckb")
    second = run("map", mentions, "-o", tmp_path / "2.html", "--geo", toy, "--title", "T", "--lang", "ckb")
    third = run(
        "map",
        "-",
        "-o",
        tmp_path / "3.html",
        "--geo",
        toy,
        "--title",
        "T",
        "--lang",
        "ckb",
        stdin=mentions.read_bytes(),
    )
    table = tmp_path / "m.parquet"
    run("geoparse", good, "-o", table, "--format", "parquet", "--geo", toy)
    run("map", table, "-o", tmp_path / "4.html", "--geo", toy, "--title", "T", "--lang", "ckb")
    assert [first.exit_code, second.exit_code, third.exit_code] == [0, 0, 0]
    pages = [(tmp_path / f"{i}.html").read_bytes() for i in (1, 2, 3, 4)]
    assert pages[0] == pages[1] == pages[2] == pages[3]
    assert second.stderr.startswith("1 table of mentions; 2 mentions")


def test_documents_and_mentions_can_be_drawn_together(toy: Path, good: Path, tmp_path: Path) -> None:
    mentions = tmp_path / "m.jsonl"
    run("geoparse", good, "-o", mentions, "--geo", toy)
    result = run("map", mentions, good, tmp_path / "no.txt", "-o", tmp_path / "a.html", "--geo", toy)
    assert result.exit_code == 1
    assert "1 document, 1 table of mentions; 4 mentions" in result.stderr
    assert (tmp_path / "a.html").stat().st_size > 1000


def test_a_table_of_mentions_is_not_geoparsed(toy: Path, good: Path, tmp_path: Path) -> None:
    mentions = tmp_path / "m.jsonl"
    run("geoparse", good, "-o", mentions, "--geo", toy)
    result = run("geoparse", mentions, "--geo", toy)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is a table of mentions" in result.stderr


def test_a_broken_table_of_mentions_is_one_line(toy: Path, tmp_path: Path) -> None:
    mentions = tmp_path / "m.jsonl"
    mentions.write_text('{"doc": "a", "surface": "x", "start": 0}\n{"doc"\n')
    result = run("map", mentions, "-o", tmp_path / "a.html", "--geo", toy)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {mentions}:2: is no mention")


def test_a_reader_that_leaves_early_causes_no_traceback(toy: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(f"{json.dumps({'text': GOOD})}\n" * 500)
    command = [sys.executable, "-m", "disputemap.cli", "geoparse", str(path), "--geo", str(toy)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_help_comes_at_once() -> None:
    def seconds() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "disputemap.cli", "--help"], check=True, capture_output=True)
        return time.perf_counter() - start

    bare = min(_bare_python() for _ in range(3))
    assert min(seconds() for _ in range(5)) - bare < 0.2


def _bare_python() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import click"], check=True)
    return time.perf_counter() - start


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"disputemap, version {__version__}\n"


def test_an_output_that_cannot_be_written_is_one_line(toy: Path, good: Path) -> None:
    command = [sys.executable, "-m", "disputemap", "geoparse", str(good), "--geo", str(toy)]
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 1
    assert done.stderr.startswith("Error: standard output: cannot be written")
    assert done.stderr.count("\n") == 1
    result = run("map", good, "-o", good.with_name("x" * 300), "--geo", toy)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_messages_hold_nothing_that_a_terminal_obeys(toy: Path) -> None:
    result = CliRunner().invoke(main, ["geocode", "-i", "\x1b[31ma\nb\u202e.txt", "--geo", str(toy)], color=True)
    assert result.stderr.startswith("Error: \ufffd[31ma b\ufffd.txt: cannot be read")


@pytest.mark.parametrize("command", ["geoparse", "map"])
def test_a_document_is_not_replaced_by_what_is_made_of_it(toy: Path, good: Path, command: str) -> None:
    form = ["--format", "jsonl"] if command == "geoparse" else []
    result = run(command, good.parent, "-o", good, *form, "--geo", toy)
    assert (result.exit_code, result.stderr) == (1, f"Error: {good}: is one of the documents; give -o another name\n")
    assert good.read_text() == GOOD


def test_a_terminal_without_our_letters_shows_marks(toy: Path) -> None:
    command = [sys.executable, "-m", "disputemap", "geocode", "--format", "table", "ألبا", "--geo", str(toy)]
    env = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)  # noqa: S603 - ours
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("????")
