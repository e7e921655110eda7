"""Accuracy is tested as accuracy: against hand-marked texts, with what the project promises as the floor."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from disputemap.evaluation import Figures, evaluate, read_gold
from disputemap.pipeline import geoparse
from disputemap.table import to_records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disputemap.evaluation import Error, Marked

ROOT = Path(__file__).parents[1]
REPORTS = ROOT.parent / "shared" / "seeds"
F1, PLACE, ROLE = 0.95, 0.95, 0.85


@pytest.fixture(scope="module")
def digests() -> list[Marked]:
    return list(read_gold(ROOT / "seeds" / "gold.jsonl"))


def check(figures: Figures, errors: Iterable[Error]) -> None:
    reached = figures.recognition.f1 >= F1, figures.place.exact >= PLACE, figures.role.accuracy >= ROLE
    assert reached == (True, True, True), "\n".join(map(str, errors))


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports are not ours to publish; they lie beside the checkout")
def test_the_five_reports() -> None:
    gold = read_gold(ROOT / "tests" / "gold" / "reports.jsonl", texts=REPORTS)
    result = evaluate(gold, resamples=0)
    assert result.all.recognition.gold == 89
    check(result.all, result.errors)


@pytest.mark.parametrize("lang", ["ar", "ckb", "en"])
def test_the_digests(digests: list[Marked], lang: str) -> None:
    result = evaluate([one for one in digests if one.document.lang == lang], resamples=0)
    assert result.all.recognition.gold > 70
    check(result.all, result.errors)


def test_the_three_languages_of_a_report_give_the_same_places(digests: list[Marked]) -> None:
    places: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    languages = {one.document.id: one.document.lang for one in digests}
    for row in to_records(geoparse([one.document for one in digests])):
        lang = languages[row["doc"]]
        if row["place_id"] and row["form"] == "name":
            places[row["doc"].removesuffix(f"-{lang}")][lang].add(row["place_id"])
    assert len(places) == 5
    for by_language in places.values():
        assert by_language["ar"] == by_language["ckb"] == by_language["en"]
