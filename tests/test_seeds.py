"""The digests and their gold: complete, consistent over the languages, and in our own words."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from disputemap.documents import read_documents

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
REPORTS = ROOT.parent / "shared" / "seeds"
LANGUAGES = ("ar", "ckb", "en")
DIGESTS = sorted(path.relative_to(SEEDS).as_posix() for path in SEEDS.glob("*/*.md"))
STEMS = sorted({Path(name).stem for name in DIGESTS})
RUN_WORDS = 9

needs_reports = pytest.mark.skipif(
    not REPORTS.is_dir(), reason="no ../shared/seeds: the reports are not ours to publish"
)


def read_gold(path: Path) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["file"]: row for row in rows}


def split_digest(name: str) -> tuple[dict[str, str], str]:
    _, front, body = (SEEDS / name).read_bytes().decode("utf-8").split("---\n", 2)
    return yaml.load(front, Loader=yaml.BaseLoader), body.lstrip("\n")  # noqa: S506 - BaseLoader makes strings only


def roles(gold: dict[str, dict[str, Any]], name: str) -> set[tuple[str, str]]:
    return {(mention["place_id"], mention["role"]) for mention in gold[name]["mentions"]}


def wrong_spans(text: str, mentions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [mention for mention in mentions if text[mention["start"] : mention["end"]] != mention["surface"]]


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return {tuple(words[at : at + RUN_WORDS]) for at in range(len(words) - RUN_WORDS + 1)}


GOLD = read_gold(SEEDS / "gold.jsonl")
REPORT_GOLD = read_gold(ROOT / "tests" / "gold" / "reports.jsonl")


def test_five_reports_in_three_languages() -> None:
    assert [f"{language}/{stem}.md" for language in LANGUAGES for stem in STEMS] == DIGESTS == sorted(GOLD)
    assert len(STEMS) == len(REPORT_GOLD) == 5


@pytest.mark.parametrize("name", DIGESTS)
def test_front_matter_names_the_original(name: str) -> None:
    fields, body = split_digest(name)
    assert list(fields) == ["id", "lang", "source", "date", "title", "original", "original_sha256"]
    assert fields["lang"] == Path(name).parent.name
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", fields["date"])
    assert fields["original_sha256"] == REPORT_GOLD[fields["original"]]["sha256"]
    assert body.strip()


@pytest.mark.parametrize("name", DIGESTS)
def test_gold_marks_what_stands_in_the_digest(name: str) -> None:
    assert GOLD[name]["sha256"] == hashlib.sha256((SEEDS / name).read_bytes()).hexdigest()
    assert not wrong_spans(split_digest(name)[1], GOLD[name]["mentions"])


def test_gold_counts_in_the_text_that_the_pipeline_reads() -> None:
    folders = [SEEDS / language for language in LANGUAGES]
    problems: list[object] = []
    texts = {document.id: document.text for document in read_documents(folders, on_problem=problems.append)}
    digests = [split_digest(name) for name in DIGESTS]
    assert texts == {fields["id"]: body for fields, body in digests}
    assert not problems


@pytest.mark.parametrize("rows", [*GOLD.values(), *REPORT_GOLD.values()], ids=lambda row: row["file"])
def test_mentions_are_whole_and_in_order(rows: dict[str, Any]) -> None:
    mentions = rows["mentions"]
    assert all(set(one) == {"start", "end", "surface", "place_id", "also", "role"} for one in mentions)
    assert {one["role"] for one in mentions} <= {"literal", "associative"}
    assert all(one["end"] <= two["start"] for one, two in pairwise(mentions))


@pytest.mark.parametrize("stem", STEMS)
def test_languages_of_a_report_agree(stem: str) -> None:
    arabic, sorani, english = (roles(GOLD, f"{language}/{stem}.md") for language in LANGUAGES)
    assert arabic == sorani == english


@pytest.mark.parametrize("name", DIGESTS)
def test_a_digest_keeps_every_place_of_its_report(name: str) -> None:
    assert roles(REPORT_GOLD, split_digest(name)[0]["original"]) <= roles(GOLD, name)


@needs_reports
@pytest.mark.parametrize("name", sorted(REPORT_GOLD))
def test_report_gold_marks_what_stands_in_the_report(name: str) -> None:
    data = (REPORTS / name).read_bytes()
    assert REPORT_GOLD[name]["sha256"] == hashlib.sha256(data).hexdigest()
    assert not wrong_spans(data.decode("utf-8"), REPORT_GOLD[name]["mentions"])


@needs_reports
@pytest.mark.parametrize("name", DIGESTS)
def test_no_run_of_words_is_copied(name: str) -> None:
    copied = set().union(*(runs(path.read_text(encoding="utf-8")) for path in REPORTS.glob("*.txt")))
    assert not runs((SEEDS / name).read_text(encoding="utf-8")) & copied
