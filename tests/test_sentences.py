"""The gold sentences mark what stands in their texts; `*.test.jsonl`, half of the first set, is for measuring only."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from disputemap.gazetteer import Gazetteer, load_gazetteer
from disputemap.geodata import load_geodata
from disputemap.models import MODIFIERS

SENTENCES = Path(__file__).parent / "gold" / "sentences"
LANGUAGES, HALVES, GENRES = ("ar", "ckb", "en"), ("dev", "test"), {"wire", "social", "military", "sitrep"}
NAMES = (
    *(f"{language}.{half}" for language in LANGUAGES for half in HALVES),
    *(f"roles.{language}.dev" for language in LANGUAGES),
)
ROWS = {
    name: [json.loads(line) for line in (SENTENCES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    for name in NAMES
}
MARKED = [pytest.param(row, id=row["id"]) for rows in ROWS.values() for row in rows]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(load_geodata())


def _named(mark: dict[str, Any]) -> set[str]:
    """Return the ids of all places that a mark names, as itself, as its parent or as the far end of a stretch."""
    modifier = mark.get("modifier") or {}
    return {mark["place_id"], *mark["also"], mark.get("within") or "", modifier.get("to", "")} - {""}


def test_files_are_those_of_three_languages_in_two_halves() -> None:
    assert {path.name for path in SENTENCES.iterdir()} == {f"{name}.jsonl" for name in ROWS}


@pytest.mark.parametrize("row", MARKED)
def test_gold_marks_what_stands_in_the_text(row: dict[str, Any]) -> None:
    marks = row["mentions"]
    assert all(row["text"][one["start"] : one["end"]] == one["surface"] for one in marks)
    assert all(one["start"] < one["end"] for one in marks)
    assert all(one["end"] <= two["start"] for one, two in pairwise(marks))


@pytest.mark.parametrize("row", MARKED)
def test_gold_names_places_of_the_gazetteer(row: dict[str, Any], gazetteer: Gazetteer) -> None:
    unknown = {place for mark in row["mentions"] for place in _named(mark)} - gazetteer.places.keys()
    assert not unknown


@pytest.mark.parametrize("row", MARKED)
def test_gold_keeps_to_its_vocabulary(row: dict[str, Any]) -> None:
    marks = row["mentions"]
    assert row["genre"] in GENRES
    assert {mark["role"] for mark in marks} <= {"literal", "associative"}
    assert {mark["modifier"]["kind"] for mark in marks if mark.get("modifier")} <= set(MODIFIERS)


@pytest.mark.parametrize("row", MARKED)
def test_positions_in_the_text_are_marked_with_what_they_say(row: dict[str, Any]) -> None:
    placed = [mark for mark in row["mentions"] if mark.get("form") == "coordinates"]
    assert all(mark["place_id"] == "" for mark in placed)
    assert all(24 < mark["lat"] < 43 and 30 < mark["lon"] < 56 for mark in placed)  # Iraq and its neighbours


def test_ids_are_unique_and_tell_the_language() -> None:
    ids = [row["id"] for rows in ROWS.values() for row in rows]
    assert len(ids) == len(set(ids))
    for name, rows in ROWS.items():
        language = name.split(".")[-2]
        start = f"role-{language}-" if name.startswith("roles.") else f"{language}-"
        assert all(row["lang"] == language and row["id"].startswith(start) for row in rows)


def test_halves_share_no_text() -> None:
    halves = [{row["text"] for name, rows in ROWS.items() if name.endswith(half) for row in rows} for half in HALVES]
    assert not halves[0] & halves[1]
    assert sum(map(len, halves)) == sum(map(len, ROWS.values()))


def test_languages_and_halves_are_balanced() -> None:
    count = Counter({name: len(rows) for name, rows in ROWS.items() if not name.startswith("roles.")})
    assert count.total() >= 400
    assert all(0.25 <= (count[f"{one}.dev"] + count[f"{one}.test"]) / count.total() <= 0.45 for one in LANGUAGES)
    assert all(abs(count[f"{one}.dev"] - count[f"{one}.test"]) <= 2 for one in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_for_roles_are_half_literal_half_associative(language: str) -> None:
    rows = ROWS[f"roles.{language}.dev"]
    roles = Counter(mark["role"] for row in rows for mark in row["mentions"])
    assert len(rows) == 50
    assert 0.4 <= roles["associative"] / roles.total() <= 0.6
