"""Relative words, and distances in words, as the shipped lexicon reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputemap.errors import GazetteerError
from disputemap.folding import fold_name
from disputemap.geodata import GeoData, load_geodata
from disputemap.models import MODIFIERS
from disputemap.relative import RelativeWords, load_relative, parse_distance

if TYPE_CHECKING:
    from pathlib import Path

WORDS = load_relative(load_geodata())
KINDS = {"away", "from", "about", "unit", "units", "distance", "number", "vague", "article", "and", "to"}


@pytest.mark.parametrize(
    ("language", "text", "distance_m"),
    [
        ("en", "20 km", 20_000),
        ("en", "20km", 20_000),
        ("en", "about 3.5 kilometres", 3500),
        ("en", "1,200 metres", 1200),
        ("en", "5 nm", 9260),
        ("en", "5 nautical miles", 9260),
        ("en", "a mile", 1609.344),
        ("en", "half a mile", 804.672),
        ("en", "twenty five kilometers", 25_000),
        ("en", "one hundred and twenty km", 120_000),
        ("en", "two hundred metres", 200),
        ("en", "10 to 15 km", 12_500),
        ("en", "10 15 km", 12_500),  # of "10-15 km", folded
        ("en", "3 5 km", 3500),  # of "3.5 km", split at its point
        ("en", "1 200 metres", 1200),
        ("en", "a few kilometres", None),
        ("en", "several miles", None),
        ("en", "kilometres", None),
        ("en", "20", None),
        ("en", "20 men", None),
        ("en", "", None),
        ("ar", "٢٠ كم", 20_000),
        ("ar", "٢٠كم", 20_000),
        ("ar", "نحو 20 كيلومتراً", 20_000),
        ("ar", "على بعد ٣٫٥ كيلومتر", 3500),
        ("ar", "كيلومترين", 2000),
        ("ar", "كيلومترين ونصف", 2500),
        ("ar", "كيلومتر واحد", 1000),
        ("ar", "كيلومتر ونصف", 1500),
        ("ar", "ثلاثة كيلومترات ونصف", 3500),
        ("ar", "خمسة كيلومترات", 5000),
        ("ar", "خمسة عشر كيلومترا", 15_000),
        ("ar", "خمسة وعشرين كيلومترا", 25_000),
        ("ar", "مئة وعشرين كيلومترا", 120_000),
        ("ar", "خمسمئة متر", 500),
        ("ar", "١٠ أميال", 16_093.44),
        ("ar", "بضعة كيلومترات", None),
        ("ar", "عدة كيلومترات", None),
        ("ar", "20 قتيلا", None),
        ("ckb", "٢٠ کم", 20_000),
        ("ckb", "۲۰ کیلۆمەتر", 20_000),
        ("ckb", "لە دووری پێنج کیلۆمەتر", 5000),
        ("ckb", "بیست و پێنج کیلۆمەتری", 25_000),
        ("ckb", "دوو سەد مەتر", 200),
        ("ckb", "کیلۆمەترێک", 1000),
        ("ckb", "چەند کیلۆمەترێک", None),
    ],
)
def test_distances_in_words(language: str, text: str, distance_m: float | None) -> None:
    words = fold_name(text).split()
    assert parse_distance(words, WORDS[language]) == (None if distance_m is None else pytest.approx(distance_m))


@given(st.lists(st.one_of(st.sampled_from(sorted(WORDS["ar"].distance)), st.text(max_size=5)), max_size=6))
def test_any_words_are_a_distance_or_none(words: list[str]) -> None:
    distance_m = parse_distance(words, WORDS["ar"])
    assert distance_m is None or distance_m >= 0


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_each_language_has_words_for_each_relation(language: str) -> None:
    words = WORDS[language]
    assert {term.kind for term in words.before.values()} == {"near", "outskirts", "between"} < set(MODIFIERS)
    assert {term.kind for term in words.distance.values()} <= KINDS
    bearings = {term.value for term in words.after.values() if term.kind == "direction_suffix"}
    assert bearings == {0, 45, 90, 135, 180, 225, 270, 315}


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_directions_name_all_eight_winds(language: str) -> None:
    rows = [row for row in load_geodata().table("directions") if row["language"] == language]
    assert {float(row["bearing_deg"]) for row in rows} >= {0, 45, 90, 135, 180, 225, 270, 315}
    folded = {(fold_name(row["word"]), row["bearing_deg"]) for row in rows}
    assert len({word for word, _ in folded}) == len(folded)


def test_a_package_without_the_table_has_no_words(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "x", "resources": []}), encoding="utf-8")
    assert load_relative(GeoData(tmp_path)) == {}
    assert parse_distance(["20", "km"], RelativeWords()) is None


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "relative.csv").write_text("language,word,kind,value,position\nen,mile,unit,long,\n", encoding="utf-8")
    descriptor = {"name": "x", "resources": [{"name": "relative", "path": "relative.csv"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"relative\.csv: word 'mile'"):
        load_relative(GeoData(tmp_path))
