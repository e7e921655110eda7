"""How good is geoparsing on hand-marked texts? Counts, and the errors behind them.

``python -m tests.evaluation`` prints the table for the digests in `seeds/`, the held-out texts and, where they are at
hand, the reports themselves; the tests hold the figures to what the project promises, except on the held-out texts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disputemap.documents import read_documents
from disputemap.geodata import load_geodata
from disputemap.parse import World, load_world, parse_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.models import Document

ROOT = Path(__file__).parents[1]
REPORTS = ROOT.parent / "shared" / "seeds"
GOLD = {
    "reports": ROOT / "tests" / "gold" / "reports.jsonl",
    "seeds": ROOT / "seeds" / "gold.jsonl",
    "heldout": ROOT / "tests" / "gold" / "heldout.jsonl",
}


@dataclass
class Score:
    """Counts over a set of documents. Places and roles are judged on the mentions that were found."""

    found: int = 0
    missed: int = 0
    spurious: int = 0
    right_place: int = 0
    right_role: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of recognition precision and recall; a mention counts as found when spans overlap."""
        return 2 * self.found / (2 * self.found + self.missed + self.spurious)

    @property
    def place(self) -> float:
        """Share of found mentions with an accepted place."""
        return self.right_place / self.found

    @property
    def role(self) -> float:
        """Share of found mentions with the right role."""
        return self.right_role / self.found


def gold_documents(which: str) -> Iterator[tuple[Document, list[dict[str, Any]]]]:
    """Yield each marked document with its gold mentions."""
    base = REPORTS if which == "reports" else GOLD[which].parent
    for line in GOLD[which].read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        (document,) = read_documents(base / row["file"])
        yield document, row["mentions"]


def evaluate(which: str, world: World, *, lang: str = "") -> Score:
    """Geoparse marked documents and count what is right; `lang` limits them to one language."""
    score = Score()
    for document, gold in gold_documents(which):
        if not lang or document.lang == lang:
            _compare(document, gold, parse_document(document, world), score)
    return score


def _compare(document: Document, gold: list[dict[str, Any]], found: list[dict[str, Any]], score: Score) -> None:
    unmatched = list(found)
    for mark in gold:
        hit = next((row for row in unmatched if row["start"] < mark["end"] and mark["start"] < row["end"]), None)
        if hit is None:
            score.missed += 1
            score.errors.append(f"{document.id}:{mark['start']} missed {mark['surface']} ({mark['place_id']})")
            continue
        unmatched.remove(hit)
        score.found += 1
        _judge(document, mark, hit, score)
    score.spurious += len(unmatched)
    score.errors += [f"{document.id}:{row['start']} spurious {row['surface']} ({row['place_id']})" for row in unmatched]


def _judge(document: Document, mark: dict[str, Any], hit: dict[str, Any], score: Score) -> None:
    where = f"{document.id}:{mark['start']} {mark['surface']}"
    place_right = hit["place_id"] in {mark["place_id"], *mark.get("also", [])}
    role_right = hit["role"] == mark["role"]
    score.right_place += place_right
    score.right_role += role_right
    if not place_right:
        score.errors.append(f"{where}: place {hit['place_id']}, should be {mark['place_id']}")
    if not role_right:
        score.errors.append(f"{where}: role {hit['role']}, should be {mark['role']} {hit['reasons']}")


def main() -> None:
    """Print one line a set, and the errors below it."""
    world = load_world(load_geodata())
    sets = [("reports", "")] if REPORTS.is_dir() else []
    for which, lang in [*sets, *product(("seeds", "heldout"), ("ar", "ckb", "en"))]:
        score = evaluate(which, world, lang=lang)
        print(f"{which:8}{lang:4} mentions {score.found + score.missed:4}  F1 {score.f1:.3f}  "
              f"place {score.place:.3f}  role {score.role:.3f}")  # fmt: skip
        print("".join(f"    {error}\n" for error in score.errors), end="")


if __name__ == "__main__":
    main()
