"""From one document to records: places, roles, sentences; answers worked out in the toy world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from disputemap.lexicon import load_lexicon
from disputemap.sentences import MAX_BESIDE
from tests.texts import read_text

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


def parse(toy_data: GeoData, text: str, lang: str = "en") -> list[dict[str, Any]]:
    return read_text(toy_data, text, lang, date="2025-06-03", source="Paper", title="Title")


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("in Kirsa", "kirsa"),
        ("in Kirsa province", "kirsa-governorate"),
        ("in Upland and Kirsa", "kirsa-governorate"),
        ("the town of Dorin", "dorin"),
        ("in Norvik district", "norvik-district"),
        ("the Zor field", "zor-field"),
    ],
)
def test_the_level_is_chosen_by_feature_word_list_and_habit(toy_data: GeoData, text: str, place_id: str) -> None:
    assert parse(toy_data, text)[-1]["place_id"] == place_id


@pytest.mark.parametrize(
    ("text", "lang", "roles"),
    [
        ("Shops opened in Alba.", "en", ["literal"]),
        ("Talks between Alba and Norland", "en", ["associative", "associative"]),
        ("The government of Norland", "en", ["associative"]),
        ("a road near Bela", "en", ["literal"]),
        ("بين ألبا ونورلاند", "ar", ["associative", "associative"]),
        ("في ألبا", "ar", ["literal"]),
        ("لەگەڵ ئەلبا", "ckb", ["associative"]),
    ],
)
def test_a_capital_can_mean_its_government(toy_data: GeoData, text: str, lang: str, roles: list[str]) -> None:
    assert [row["role"] for row in parse(toy_data, text, lang)] == roles


def test_namesakes_are_told_apart_by_the_places_beside_them(toy_data: GeoData) -> None:
    (mira,) = [row for row in parse(toy_data, "From Norvik to Mira village.") if row["surface"] == "Mira"]
    assert mira["place_id"] in {"mira-upland", "mira-lowland"}
    assert mira["score"] < 0.6
    (mira, _) = parse(toy_data, "The town of Mira in Upland")
    assert mira["place_id"] == "mira-upland"


def test_a_place_without_location_comes_out_with_its_reason(toy_data: GeoData) -> None:
    (row,) = parse(toy_data, "in Hidden")
    assert row["place_id"] is None
    assert row["reasons"][-1] == "no location in the gazetteer"
    assert row["candidates"][0]["place_id"] == "hidden"


def test_the_sentence_holds_the_name_where_it_says(toy_data: GeoData) -> None:
    text = "First one.  Then they met in Alba! Last."
    (row,) = parse(toy_data, text)
    assert row["sentence"] == "Then they met in Alba!"
    offset = row["start"] - row["sentence_start"]
    assert row["sentence"][offset:].startswith("Alba")


def test_a_direction_lowers_the_precision(toy_data: GeoData) -> None:
    (row,) = parse(toy_data, "north of Bela")
    assert (row["where_prec"], row["geo_precision"], row["modifier"]["bearing_deg"]) == (2, 2, 0.0)


@pytest.mark.parametrize(
    ("text", "lang", "surface"),
    [("the village of Tel Zeta, where", "en", "Tel Zeta"), ("في بلدة الزيتا اليوم", "ar", "الزيتا")],
)
def test_a_name_that_the_gazetteer_lacks_comes_out_too(toy_data: GeoData, text: str, lang: str, surface: str) -> None:
    (row,) = parse(toy_data, text, lang)
    assert (row["surface"], row["place_id"], row["score"]) == (surface, None, 0.0)
    assert row["reasons"][-1] == "not in the gazetteer"


@pytest.mark.parametrize(
    ("text", "lang"),
    [("a town of great age", "en"), ("في بلدة صغيرة", "ar"), ("في قرية تقع هناك", "ar"), ("في قرية في الشمال", "ar")],
)
def test_a_common_word_behind_a_feature_word_is_no_name(toy_data: GeoData, text: str, lang: str) -> None:
    assert parse(toy_data, text, lang) == []


def test_a_cue_may_leave_words_open(toy_data: GeoData) -> None:
    lexicon = load_lexicon(toy_data)
    assert "مديريه * في" in lexicon.cues["ar", "before"]
    assert [row["role"] for row in parse(toy_data, "قالت مديرية ري في دورين", "ar")] == ["associative"]
    assert [row["role"] for row in parse(toy_data, "قالت مديرية ري السهل الكبير الجديد في دورين", "ar")] == ["literal"]


def test_of_a_text_without_stops_a_mention_keeps_only_what_is_near(toy_data: GeoData) -> None:
    text = "in Kirsa " * 5000
    for row in parse(toy_data, text):
        assert len(row["sentence"]) <= 2 * MAX_BESIDE + len(row["surface"])
        assert text[row["start"] : row["end"]] == "Kirsa"
        assert text.startswith(row["sentence"], row["sentence_start"])


def test_a_namesake_near_the_other_places_is_the_likelier(toy_data: GeoData) -> None:
    (mira, _) = parse(toy_data, "The town of Mira and Lowton")
    assert mira["place_id"] == "mira-lowland"
    assert mira["score"] > 0.6


def test_a_village_far_from_all_else_is_doubted(toy_data: GeoData) -> None:
    (alone,) = parse(toy_data, "They left Farley")
    (_, far) = parse(toy_data, "From Kesta they left. Farley")
    assert far["reasons"][-1] == "far from the other places named"
    assert far["score"] < 0.7 * alone["score"]
