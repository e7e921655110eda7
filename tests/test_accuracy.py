"""Accuracy is tested as accuracy: against hand-marked texts, with what the project promises as the floor."""

from __future__ import annotations

from collections import defaultdict

import pytest

from disputemap.geodata import load_geodata
from disputemap.parse import World, load_world, parse_document
from tests.evaluation import REPORTS, evaluate, gold_documents

F1, PLACE, ROLE = 0.95, 0.95, 0.85


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(load_geodata())


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports are not ours to publish; they lie beside the checkout")
def test_the_five_reports(world: World) -> None:
    score = evaluate("reports", world)
    assert score.found + score.missed == 89
    assert (score.f1 >= F1, score.place >= PLACE, score.role >= ROLE) == (True, True, True), "\n".join(score.errors)


@pytest.mark.parametrize("lang", ["ar", "ckb", "en"])
def test_the_digests(world: World, lang: str) -> None:
    score = evaluate("seeds", world, lang=lang)
    assert score.found + score.missed > 70
    assert (score.f1 >= F1, score.place >= PLACE, score.role >= ROLE) == (True, True, True), "\n".join(score.errors)


def test_the_three_languages_of_a_report_give_the_same_places(world: World) -> None:
    places: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for document, _ in gold_documents("seeds"):
        report = document.id.removesuffix(f"-{document.lang}")
        places[report][document.lang] = {row["place_id"] for row in parse_document(document, world)}
    assert len(places) == 5
    for by_language in places.values():
        assert by_language["ar"] == by_language["ckb"] == by_language["en"]
