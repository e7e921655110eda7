"""A place and what it lies in, said one behind the other, are one chain; what lies elsewhere is another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.texts import read_text

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


def chains(toy_data: GeoData, text: str, lang: str = "en") -> list[tuple[str, int | None]]:
    """Return each place, and its rank in its chain."""
    rows = read_text(toy_data, text, lang)
    return [(row["place_id"], row["chain"] and row["chain"]["link"]) for row in rows]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "in Kesta, Kirsa province", [("kesta", 0), ("kirsa-governorate", 1)]),
        ("en", "Kesta in Norland", [("kesta", 0), ("norland", 1)]),
        ("en", "Kesta (Norland)", [("kesta", 0), ("norland", 1)]),
        ("en", "Bela, Dorin district, Norland", [("bela", 0), ("dorin-district", 1), ("norland", 2)]),
        ("en", "Kesta, which belongs to Kirsa province", [("kesta", 0), ("kirsa-governorate", 1)]),
        ("ar", "بلدة البيلا التابعة لقضاء دورين", [("bela", 0), ("dorin-district", 1)]),
        ("ar", "قضاء دورين، بلدة البيلا", [("dorin-district", 1), ("bela", 0)]),  # from the large to the small
    ],
)
def test_a_place_and_what_holds_it(
    toy_data: GeoData, lang: str, text: str, expected: list[tuple[str, int | None]]
) -> None:
    assert chains(toy_data, text, lang) == expected


@pytest.mark.parametrize("text", ["Kesta, Bela", "Kesta in Sudland", "Kesta. Norland", "Kesta and Norland"])
def test_places_that_do_not_lie_in_one_another_are_no_chain(toy_data: GeoData, text: str) -> None:
    assert [link for _, link in chains(toy_data, text)] == [None, None]


def test_a_chain_is_known_by_where_its_place_begins(toy_data: GeoData) -> None:
    rows = read_text(toy_data, "Rain fell on Kesta in Norland.", "en")
    assert [row["chain"]["head"] for row in rows] == [13, 13]
