"""Names that the gazetteer lacks are read beside words that are hardly ever anything else, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.texts import read_text

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


def unknown(toy_data: GeoData, text: str, lang: str) -> list[str]:
    rows = read_text(toy_data, text, lang)
    return [row["surface"] for row in rows if "not in the gazetteer" in row["reasons"]]


@pytest.mark.parametrize(
    ("lang", "text", "surfaces"),
    [
        ("ar", "زار الوفد قرية سمبور اليوم", ["سمبور"]),
        ("ar", "زار قرية سمبور العليا التابعة لقضاء دورين", ["سمبور العليا"]),  # to the words that say where it lies
        ("ar", "زار قرية قريبة من النهر", []),  # an adjective
        ("ar", "زار قرية تقع هناك", []),  # a verb
        ("ar", "زار قرية. سمبور", []),  # a sentence ends
        ("en", "the village of Sambur Heights burnt", ["Sambur Heights"]),
        ("en", "the village of sambur", []),  # no capital letter
        ("en", "They left Sambur village.", ["Sambur"]),
        ("en", "Every village burnt.", []),  # opens the sentence, as any word does
        ("en", "the village of Kesta", []),  # known
    ],
)
def test_names_that_the_gazetteer_lacks(toy_data: GeoData, lang: str, text: str, surfaces: list[str]) -> None:
    assert unknown(toy_data, text, lang) == surfaces


def test_an_unknown_name_lies_in_the_area_named_behind_it(toy_data: GeoData) -> None:
    row, parent = read_text(toy_data, "زار قرية سمبور التابعة لقضاء دورين", "ar")
    assert (row["place_id"], row["modifier"]["kind"]) == ("dorin-district", "within")
    assert (row["chain"]["link"], parent["chain"]["link"]) == (0, 1)
