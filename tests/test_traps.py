"""The trap suite: short texts, one rule each, that say in full which places a careful reader finds in them.

`tests/traps/*.jsonl` holds the cases, a file a language. `expect` lists the names and coordinates of a text in its
order; references and demonyms are only in the cases about them, which their ids tell. Of a mention the case says what
its rule is about, and the rest is free: `place_id` may be a list of accepted ones, `modifier` and `route` hold some
keys of theirs (a modifier of null forbids one), `themes` must be among those found, and none when empty.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import disputemap
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import load_geodata
from disputemap.table import to_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    Rows = Mapping[str, list[dict[str, Any]]]

TRAPS = Path(__file__).parent / "traps"
CASES: list[dict[str, Any]] = [
    json.loads(line) for path in sorted(TRAPS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()
]
LANGUAGES = sorted({case["lang"] for case in CASES})
ALWAYS = frozenset({"name", "coordinates"})
ABOUT = {"references": {"reference"}, "demonyms": {"demonym"}}  # what else the cases of a kind list
NEAR_DEG = 0.001  # a hundred metres: a grid square's corner or its middle are both right
KEYS = frozenset({
    "surface", "place_id", "role", "clitics", "modifier", "form", "chain_link", "route", "themes", "lon", "lat",
})  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Rows:
    """Return the mentions of all cases by case, those of a language parsed in one go."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for lang in LANGUAGES:
        documents = [disputemap.Document(case["id"], case["text"], lang) for case in CASES if case["lang"] == lang]
        for row in to_records(disputemap.geoparse(documents)):
            rows[row["doc"]].append(row)
    return rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_trap(case: dict[str, Any], found: Rows) -> None:
    expected = [{"form": "name", **one} for one in case["expect"]]
    forms = ALWAYS | ABOUT.get(_kind(case), set())
    rows = sorted((row for row in found.get(case["id"], []) if row["form"] in forms), key=lambda row: row["start"])
    assert [row["surface"] for row in rows] == [one["surface"] for one in expected], case["rule"]
    assert [_said(row, one) for row, one in zip(rows, expected, strict=True)] == expected, case["rule"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 300


def test_cases_are_well_formed() -> None:
    known = {"", *load_gazetteer(load_geodata()).places}
    assert len({case["id"] for case in CASES}) == len(CASES)
    for case in CASES:
        at = 0
        for one in case["expect"]:
            assert set(one) <= KEYS, case["id"]
            at = case["text"].index(one["surface"], at) + len(one["surface"])
            assert set(_accepted(one)) <= known, case["id"]


def _kind(case: dict[str, Any]) -> str:
    return str(case["id"].split("-")[1])


def _accepted(expected: dict[str, Any]) -> list[str]:
    places = expected["place_id"]
    return places if isinstance(places, list) else [places]


def _said(row: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Return what a row says of the things that are expected of it; where it agrees, in the same words."""
    return {key: _value(key, row, wanted) for key, wanted in expected.items()}


def _value(key: str, row: dict[str, Any], wanted: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    if key == "place_id":
        place = row["place_id"] or ""
        return wanted if isinstance(wanted, list) and place in wanted else place
    if key in {"modifier", "route"}:
        return row[key] and {part: row[key].get(part) for part in wanted or row[key]}
    if key == "chain_link":
        return row["chain"] and row["chain"]["link"]
    if key in {"lon", "lat"}:
        return wanted if row[key] is not None and abs(row[key] - wanted) < NEAR_DEG else row[key]
    if key == "themes":
        themes = [one["theme"] for one in row["themes"]]
        return wanted if wanted and set(wanted) <= set(themes) else themes
    return row[key]
