"""Figures worked out by hand: a few marks, a few rows, and what must come out."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from disputemap.errors import InputError
from disputemap.evaluation import Evaluation, Mark, Marked, evaluate
from disputemap.evaluation.atlas import Atlas
from disputemap.evaluation.calibration import calibrate
from disputemap.evaluation.distances import MAX_KM, auc, measure
from disputemap.evaluation.report import to_json, to_text
from disputemap.evaluation.scoring import match_spans
from disputemap.models import Document, LonLat

if TYPE_CHECKING:
    from disputemap.geodata import GeoData
    from disputemap.inputs import Problem

TEXT = "Bela Kirsa Dorin Mira Nowhere"  # Bela 0:4, Kirsa 5:10, Dorin 11:16, Mira 17:21, Nowhere 22:29


def mark(surface: str, *accepted: str, role: str = "literal", **more: Any) -> Mark:  # noqa: ANN401 - fields of a Mark
    start = TEXT.index(surface)
    return Mark(start, start + len(surface), surface, accepted, role, **more)


def row(surface: str, place_id: str | None, role: str = "literal", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    start = TEXT.index(surface)
    there = {"doc": "d", "start": start, "end": start + len(surface), "surface": surface, "form": "name"}
    return {**there, "place_id": place_id, "feature": "populated_place", "role": role, "score": 0.9, **more}


def judge(
    toy_data: GeoData, marks: list[Mark], rows: list[dict[str, Any]], *, lang: str = "en", genre: str = ""
) -> Evaluation:
    marked = Marked(Document("d", TEXT, lang), tuple(marks), genre, "gold")
    return evaluate([marked], predicted=rows, geo=toy_data, resamples=0)


def test_recognition_strict_and_overlap(toy_data: GeoData) -> None:
    marks = [mark("Bela", "bela"), mark("Kirsa", "kirsa"), mark("Mira", "mira-upland")]
    rows = [row("Bela", "bela"), row("Kirsa Dorin", "kirsa"), row("Nowhere", None)]
    it = judge(toy_data, marks, rows).all.recognition
    assert (it.gold, it.predicted, it.found) == (3, 3, 2)
    assert (it.precision, it.recall, it.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert (it.strict_precision, it.strict_recall, it.strict_f1) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


@pytest.mark.parametrize(
    ("marks", "found", "matched"),
    [
        ([(0, 4), (5, 9)], [(0, 9)], {0: 0}),  # one row for two marks: found once, missed once
        ([(0, 10)], [(0, 2), (2, 10)], {0: 1}),  # the one that shares more
        ([(0, 4), (0, 9)], [(0, 9), (0, 4)], {0: 1, 1: 0}),  # equal spans first, nested or not
        ([(0, 4)], [(4, 8)], {}),  # to touch is not to overlap
        ([], [(0, 4)], {}),
    ],
)
def test_spans_are_matched_one_to_one(
    marks: list[tuple[int, int]], found: list[tuple[int, int]], matched: dict[int, int]
) -> None:
    assert match_spans(marks, found) == matched


def test_forms_that_the_gold_does_not_mark_are_left_out(toy_data: GeoData) -> None:
    rows = [row("Bela", "bela"), row("Kirsa", None, form="demonym"), row("Dorin", "dorin", form="reference")]
    without = judge(toy_data, [mark("Bela", "bela")], rows).all.recognition
    marks = [mark("Bela", "bela"), mark("Kirsa", "", role="associative", form="demonym")]
    with_demonyms = judge(toy_data, marks, rows).all.recognition
    assert (without.predicted, without.precision) == (1, 1.0)
    assert (with_demonyms.predicted, with_demonyms.found) == (2, 2)


def test_exact_place_takes_what_else_is_accepted(toy_data: GeoData) -> None:
    marks = [
        mark("Bela", "bela"),
        mark("Mira", "mira-upland", "mira-lowland"),
        mark("Nowhere", "", "dorin-district"),  # the gazetteer lacks it; its parent is right too
        mark("Kirsa", ""),
        mark("Dorin"),  # the gold does not say which place
    ]
    rows = [row("Bela", "kirsa"), row("Mira", "mira-lowland"), row("Nowhere", "dorin-district"), row("Kirsa", None)]
    place = judge(toy_data, marks, [*rows, row("Dorin", "dorin")]).all.place
    assert (place.judged, place.exact) == (4, 0.75)


def test_distances_are_between_anchors(toy_data: GeoData) -> None:
    marks = [mark("Bela", "bela"), mark("Kirsa", "kirsa"), mark("Dorin", "dorin"), mark("Nowhere", "")]
    rows = [
        row("Bela", "bela", lon=0.0, lat=0.0, modifier={"kind": "offset"}),  # the located thing lies elsewhere
        row("Kirsa", "bela"),  # a degree of latitude
        row("Dorin", None),
        row("Nowhere", "bela"),  # nobody knows how far
    ]
    it = judge(toy_data, marks, rows).all.distances
    assert (it.measured, it.unplaced) == (3, 1)
    assert (it.within_10_km, it.within_161_km) == pytest.approx((1 / 3, 2 / 3))
    assert (it.median_km, it.mean_km) == pytest.approx((111.26 / 2, 111.26 / 2), abs=0.01)


def test_of_several_accepted_places_the_nearest_counts(toy_data: GeoData) -> None:
    found = judge(toy_data, [mark("Mira", "mira-upland", "mira-lowland")], [row("Mira", "mira-lowland")])
    assert found.all.distances.mean_km == 0


@pytest.mark.parametrize(("lat", "exact"), [(52.0, 1.0), (52.005, 1.0), (52.1, 0.0)])
def test_coordinates_are_exact_within_a_kilometre(toy_data: GeoData, lat: float, exact: float) -> None:
    marks = [mark("Bela", "", form="coordinates", position=LonLat(15, 52))]
    figures = judge(toy_data, marks, [row("Bela", None, form="coordinates", lon=15.0, lat=lat)]).all
    assert (figures.place.exact, figures.distances.measured) == (exact, 1)


def test_auc_by_hand() -> None:
    km = np.array([0.0, math.e - 1, math.e**2 - 1])  # logs 0, 1, 2: the area under them is 2
    assert auc(km) == pytest.approx(2 / (2 * math.log(MAX_KM)))
    assert auc(km[::-1]) == auc(km)
    assert [auc(np.array([value])) for value in (0.0, math.inf)] == [0.0, 1.0]


def test_what_is_not_placed_is_farthest_but_not_in_the_mean() -> None:
    it = measure(np.array([1.0, 20.0, math.inf, math.nan]))
    assert (it.measured, it.unplaced, it.median_km, it.mean_km) == (3, 1, 10.5, 10.5)
    assert (it.within_10_km, it.within_25_km, it.within_161_km) == pytest.approx((1 / 3, 2 / 3, 2 / 3))


def test_roles(toy_data: GeoData) -> None:
    gold = [("Bela", "associative"), ("Kirsa", "associative"), ("Dorin", "literal"), ("Mira", "literal")]
    marks = [mark(surface, "bela", role=role) for surface, role in gold]
    rows = [row("Bela", "bela", "associative"), *(row(surface, "bela") for surface in ("Kirsa", "Dorin", "Mira"))]
    it = judge(toy_data, marks, rows).all.role
    assert (it.judged, it.associative, it.accuracy) == (4, 2, 0.75)
    assert (it.precision, it.recall, it.f1) == pytest.approx((1, 1 / 2, 2 / 3))
    assert (it.literal_f1, it.macro_f1) == pytest.approx((4 / 5, (4 / 5 + 2 / 3) / 2))


def test_ece_by_hand() -> None:
    score = np.repeat([0.5, 0.9], 10)  # two bins, since equal scores share one
    right = np.array([1, 0] * 5 + [1] * 10, dtype=float)
    it = calibrate(score, right)
    assert [(one.rows, one.right) for one in it.bins] == [(10, 0.5), (10, 1.0)]
    assert it.ece == pytest.approx((0 * 10 + 0.1 * 10) / 20)
    assert it.brier == pytest.approx((10 * 0.25 + 10 * 0.01) / 20)
    assert [step[1:] for step in it.coverage] == [(1.0, 0.75), (0.5, 1.0)]


def test_bins_are_of_equal_mass_and_rows_may_come_in_any_order() -> None:
    rng = np.random.default_rng(1)
    score = rng.random(95)
    right = (rng.random(95) < score).astype(float)
    order = rng.permutation(95)
    it = calibrate(score, right)
    assert sorted(one.rows for one in it.bins) == [9] * 5 + [10] * 5
    assert calibrate(score[order], right[order]).ece == pytest.approx(it.ece)


def test_calibration_counts_what_claims_a_place(toy_data: GeoData) -> None:
    marks = [mark("Bela", "bela"), mark("Kirsa", "kirsa"), mark("Dorin", ""), mark("Mira", role="literal")]
    rows = [
        row("Bela", "bela"),
        row("Kirsa", "kirsa", "associative"),  # the role is wrong
        row("Dorin", None),  # claims nothing
        row("Mira", "mira-upland"),  # cannot be judged
        row("Nowhere", "alba"),  # is no mention
    ]
    it = judge(toy_data, marks, rows).all.calibration
    assert (it.rows, it.accuracy) == pytest.approx((3, 1 / 3))


def test_parts_by_language_genre_role_and_level(toy_data: GeoData) -> None:
    marks = [mark("Bela", "bela"), mark("Kirsa", "kirsa-governorate", role="associative"), mark("Dorin", "")]
    by = judge(toy_data, marks, [row("Bela", "bela"), row("Mira", "mira-upland")], lang="ar", genre="wire").by
    assert {group: list(parts) for group, parts in by.items()} == {
        "language": ["ar"],
        "genre": ["wire"],
        "role": ["associative", "literal"],
        "level": ["adm1", "not in the gazetteer", "populated_place"],
    }
    assert by["level"]["populated_place"].recognition.precision == 0.5


def test_errors_say_what_is_and_what_should_be(toy_data: GeoData) -> None:
    marks = [mark("Bela", "bela"), mark("Kirsa", "kirsa", "kirsa-governorate"), mark("Mira", "mira-upland")]
    rows = [row("Bela Kirsa", "alba", "associative", reasons=["before: by"]), row("Nowhere", None)]
    errors = [str(error) for error in judge(toy_data, marks, rows).errors]
    assert errors == [
        "d:0 Bela: missed (bela, literal)",
        "d:5 Kirsa: span Bela Kirsa, should be Kirsa",
        "d:5 Kirsa: place alba, should be kirsa or kirsa-governorate",
        "d:5 Kirsa: role associative [before: by], should be literal",
        "d:17 Mira: missed (mira-upland, literal)",
        "d:22 Nowhere: spurious (no place, literal)",
    ]


def test_gold_without_places_or_roles_is_judged_for_recognition_only(toy_data: GeoData) -> None:
    result = judge(toy_data, [Mark(0, 4, "Bela")], [row("Bela", "bela"), row("Kirsa", "kirsa")])
    assert result.all.recognition.precision == 0.5
    assert (result.all.place.judged, result.all.role.judged, result.all.calibration.rows) == (0, 0, 0)
    assert (result.by["role"], result.by["level"]) == ({}, {})
    assert "PLACE" not in to_text(result)


@pytest.mark.parametrize(("marks", "rows"), [([], []), ([Mark(0, 4, "Bela")], []), ([], [("Bela", "bela")])])
def test_nothing_marked_or_nothing_found(toy_data: GeoData, marks: list[Mark], rows: list[tuple[str, str]]) -> None:
    result = judge(toy_data, marks, [row(*one) for one in rows])
    it = result.all.recognition
    assert math.isnan(it.recall) == (not marks)
    assert math.isnan(it.precision) == (not rows)
    assert "-" in to_text(result)
    assert json.loads(to_json(result))["all"]["role"]["macro_f1"] is None


def test_foreign_ids_become_ours_or_are_not_judged(toy_data: GeoData) -> None:
    marks = [mark("Bela", "GeoNames:1"), mark("Kirsa", "kirsa")]
    result = judge(toy_data, marks, [row("Bela", "bela"), row("Kirsa", "kirsa")])
    assert (result.all.place.judged, result.unmapped) == (1, 1)


@pytest.mark.parametrize("place_id", ["town", "gn:1", "GeoNames:1"])
def test_an_id_of_ours_and_its_matches(place_id: str) -> None:
    assert Atlas({"town": "populated_place"}, {}, {"gn:1": "town"}).resolve(place_id) == "town"


def test_an_id_that_does_not_exist_is_a_problem(toy_data: GeoData) -> None:
    problems: list[Problem] = []
    marked = Marked(Document("d", TEXT), (mark("Bela", "belaa"),), gold="gold.jsonl", line=7)
    evaluate([marked], predicted=[], geo=toy_data, on_problem=problems.append)
    assert str(problems[0]).startswith("gold.jsonl:7: 'Bela' at 0 is marked as 'belaa', which the gazetteer lacks")


def test_rows_of_other_texts(toy_data: GeoData) -> None:
    problems: list[Problem] = []
    marked = [Marked(Document("d", TEXT), ())]
    strange = {**row("Bela", "bela"), "start": 1, "end": 5}
    rows = [{**row("Bela", "bela"), "doc": "other"}, strange]
    assert evaluate(marked, predicted=rows, geo=toy_data, on_problem=problems.append).elsewhere == 1
    assert "1 of its 1 rows do not stand in the marked text" in str(problems[0])
    with pytest.raises(InputError, match="no row is of a document of the gold"):
        evaluate(marked, predicted=rows[:1], geo=toy_data)


def test_intervals_hold_the_figure_and_do_not_change(toy_data: GeoData) -> None:
    marked = [Marked(Document(f"d{number}", TEXT, "en"), (mark("Bela", "bela"),)) for number in range(20)]
    rows = [{**row("Bela", "bela"), "doc": f"d{number}"} for number in range(15)]
    one, two = (evaluate(marked, predicted=rows, geo=toy_data, resamples=200) for _ in range(2))
    low, high = one.intervals["all"]["recognition.recall"]
    assert 0.5 < low < one.all.recognition.recall < high < 1
    assert to_json(one) == to_json(two)


def test_a_language_has_its_own_figures(toy_data: GeoData) -> None:
    marked = [Marked(Document(lang, TEXT, lang), (mark("Bela", "bela"),)) for lang in ("ar", "en")]
    result = evaluate(marked, predicted=[{**row("Bela", "bela"), "doc": "ar"}], geo=toy_data, resamples=0)
    assert [result.by["language"][lang].recognition.recall for lang in ("ar", "en")] == [1, 0]
