"""Themes of sentences: strong phrases alone, weak ones together, in the language of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.texts import read_text

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


def _themes(geodata: GeoData, text: str, lang: str = "en") -> list[list[tuple[str, str | None, str]]]:
    rows = read_text(geodata, text, lang)
    return [[(one["theme"], one["event_type"], one["cue"]) for one in row["themes"]] for row in rows]


def test_a_theme_has_the_event_type_of_acled_and_its_word_as_written(toy_data: GeoData) -> None:
    assert _themes(toy_data, "An ATTACK in Bela.") == [[("attack", "Battles", "ATTACK")]]
    assert _themes(toy_data, "Aid came to Bela.") == [[("aid", None, "Aid")]]


def test_themes_are_those_of_the_sentence(toy_data: GeoData) -> None:
    assert _themes(toy_data, "Aid came to Bela. The attack was in Kesta, not in Dorin. Lowton is calm.") == [
        [("aid", None, "Aid")],
        [("attack", "Battles", "attack")],
        [("attack", "Battles", "attack")],
        [],
    ]


def test_themes_stand_in_the_order_of_their_cues(toy_data: GeoData) -> None:
    assert _themes(toy_data, "After the attack, aid came to Bela after another attack.") == [
        [("attack", "Battles", "attack"), ("aid", None, "aid")]
    ]


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("Gunmen were in Bela.", []),
        ("Gunmen, gunmen in Bela.", []),
        ("Gunmen fired shots in Bela.", ["Gunmen"]),
        ("Gunmen in Bela began the attack.", ["attack"]),
    ],
)
def test_a_weak_word_needs_another_one(toy_data: GeoData, text: str, cues: list[str]) -> None:
    assert [cue for _, _, cue in _themes(toy_data, text)[0]] == cues


def test_the_longest_phrase_counts(toy_data: GeoData) -> None:
    assert _themes(toy_data, "An attack of hunger in Bela.") == [[("aid", None, "attack of hunger")]]


def test_phrases_in_masks_do_not_count(toy_data: GeoData) -> None:
    assert _themes(toy_data, "The Voice of Norland was heard in Bela.") == [[]]
    assert _themes(toy_data, "The voice of Bela.") == [[("protest", "Protests", "voice")]]


@pytest.mark.parametrize(
    ("text", "lang", "cue"),
    [("وبهجوم في البيلا", "ar", "هجوم"), ("هێرشەکە لە بێلا", "ckb", None), ("هێرشی لە بێلا", "ckb", "هێرش")],
)
def test_what_is_glued_to_a_word_comes_off(toy_data: GeoData, text: str, lang: str, cue: str | None) -> None:
    assert _themes(toy_data, text, lang) == [[("attack", "Battles", cue)] if cue else []]


def test_words_of_another_language_do_not_count(toy_data: GeoData) -> None:
    assert _themes(toy_data, "هجوم لە بێلا", "ckb") == [[]]
