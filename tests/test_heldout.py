"""The held-out gold marks what stands in its texts; how well the program does on them is printed, never asserted."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from disputemap.documents import read_documents

GOLD = Path(__file__).parent / "gold"
ROWS = [json.loads(line) for line in (GOLD / "heldout.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_text_is_marked() -> None:
    names = sorted(path.relative_to(GOLD).as_posix() for path in GOLD.glob("heldout/*.md"))
    assert [row["file"] for row in ROWS] == names


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_gold_marks_what_stands_in_the_text(row: dict[str, Any]) -> None:
    path = GOLD / row["file"]
    (document,) = read_documents(path)
    mentions = row["mentions"]
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert all(document.text[one["start"] : one["end"]] == one["surface"] for one in mentions)
    assert all(one["end"] <= two["start"] for one, two in pairwise(mentions))
    assert {one["role"] for one in mentions} <= {"literal", "associative"}
