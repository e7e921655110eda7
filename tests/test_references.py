"""Words that refer back stand for the place that a reader thinks of: the latest of that kind, or what it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from disputemap.batch import Batch
from disputemap.lexicon import load_lexicon
from disputemap.mentions import NAME, Known, concatenate
from disputemap.models import Document
from disputemap.parse import load_world, see
from disputemap.ragged import take_or
from disputemap.references import MAX_NAMES_BACK, build_references, find_antecedents, find_references
from disputemap.resolution import choose_places
from tests.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from disputemap.geodata import GeoData

    Refer = Callable[..., list[tuple[str, str | None]]]


@pytest.fixture(scope="session")
def refer(toy_data: GeoData) -> Refer:
    """Return a function that lists the references of texts: each as written, with the id of its place or None."""
    world = load_world(toy_data)
    references = build_references(load_lexicon(toy_data), world.terms)

    def _refer(*texts: str, lang: str) -> list[tuple[str, str | None]]:
        batch = Batch([Document(str(number), text, lang) for number, text in enumerate(texts)])
        seen = see(batch, world)
        choices = choose_places(seen.candidates, seen.context, world.table, world.model)
        names = np.flatnonzero(seen.mentions.form == NAME)
        known = seen.mentions.take(names)
        place = take_or(seen.meanings.place, choices.best, none=-1)[names]
        asking = find_references(seen.searched, Known.of(known), references, world.book)
        both, places = concatenate([known, asking]), np.append(place, np.full(len(asking), -1))
        order = np.argsort(both.start, kind="stable")
        mentions = both.take(order)
        antecedents = find_antecedents(mentions, [places[order]], references, world.table)
        texts_of = [batch.text[mentions.start[row] : mentions.end[row]] for row in antecedents.row]
        ids = [world.table.ids[number] if number >= 0 else None for number in antecedents.place]
        return list(zip(texts_of, ids, strict=True))

    return _refer


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "A fire in Kirsa governorate. The governorate is dry.", [("The governorate", "kirsa-governorate")]),
        ("en", "Rain fell on Bela, then on Kesta. The town is small.", [("The town", "kesta")]),
        ("ar", "حريق في محافظة كرسا. ووصل الوفد بالمحافظة.", [("المحافظة", "kirsa-governorate")]),
        ("ar", "زار الوفد بلدة البيلا. وعاد للمدينة.", [("لمدينة", "bela")]),
        ("ckb", "لافاو لە شاری بێلا. لە شارەکەدا ئاو نییە.", [("شارەکە", "bela")]),
    ],
)
def test_it_is_the_latest_name_of_its_kind(
    refer: Refer, lang: str, text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert refer(text, lang=lang) == expected


def test_what_is_named_by_another_kind_is_passed_over(refer: Refer) -> None:
    text = "A fire in the town of Bela in Dorin district, Norland. The town is safe."
    assert refer(text, lang="en") == [("The town", "bela")]


def test_without_one_it_is_what_a_named_place_lies_in(refer: Refer) -> None:
    assert refer("Rain fell on Bela. The governorate is dry.", lang="en") == [("The governorate", "kirsa-governorate")]


def test_a_place_with_two_parents_of_the_kind_says_nothing(refer: Refer) -> None:
    assert refer("Rain fell on Dorin town. The governorate is dry.", lang="en") == [("The governorate", None)]


def test_a_word_that_is_often_something_else_needs_a_named_one(refer: Refer) -> None:
    assert refer("زار القاضي بلدة البيلا. وقال القضاء كلمته.", lang="ar") == [("القضاء", None)]
    assert refer("زار الوفد قضاء كيستا. وشهد القضاء حريقا.", lang="ar") == [("القضاء", "kesta-district")]


def test_nothing_refers_to_another_document_or_forward(refer: Refer) -> None:
    assert refer("Rain fell on Bela.", "The town is dry.", lang="en") == [("The town", None)]
    assert refer("The town is dry. Rain fell on Bela.", lang="en") == [("The town", None)]


def test_nothing_refers_far_back(refer: Refer) -> None:
    near = "Rain fell on Bela. " + "Sudland was dry. " * (MAX_NAMES_BACK - 1)
    assert refer(near + "The town is wet.", lang="en") == [("The town", "bela")]
    assert refer(near + "Sudland was dry. The town is wet.", lang="en") == [("The town", None)]
    assert refer("Rain fell on Bela. " + "It was wet. " * 200 + "The town slept.", lang="en") == [("The town", None)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Rain fell on Bela. They left the town of Kesta."),
        ("en", "Rain fell on Bela. They left the village of his birth."),
        ("en", "Rain fell on Bela. They left the town Kesta."),
        ("en", "Rain fell on Bela. Small towns are dry."),
        ("ckb", "لافاو لە شاری بێلا. شارەکەی ئێمە وشکە."),
        ("ckb", "لافاو لە شاری بێلا. المدينة."),
    ],
)
def test_what_follows_or_another_language_makes_it_no_reference(refer: Refer, lang: str, text: str) -> None:
    assert refer(text, lang=lang) == []


def test_a_word_for_one_place_takes_no_other_of_its_kind(refer: Refer) -> None:
    assert refer("زار الوفد إقليم التلال ثم ألبا. وشكر الإقليم.", lang="ar") == [("الإقليم", "free-hills")]
    assert refer("زار الوفد ألبا. وشكر الإقليم.", lang="ar") == [("الإقليم", None)]


def test_the_town_is_the_one_told_about_and_not_a_capital_that_acts(toy_data: GeoData) -> None:
    rows = read_text(toy_data, "They left Dorin after talks with Alba. The town was empty.", "en")
    assert [(row["surface"], row["role"], row["place_id"]) for row in rows] == [
        ("Dorin", "literal", "dorin"),
        ("Alba", "associative", "alba"),
        ("The town", "literal", "dorin"),
    ]
