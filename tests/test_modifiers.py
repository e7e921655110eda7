"""Words of place beside a name say where the thing lies: a sector, so far away, near it, between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.texts import read_text

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


def modifiers(toy_data: GeoData, text: str, lang: str = "en") -> list[tuple[Any, ...] | None]:
    """Return what is said of each place: kind, words, bearing, metres and the other place."""
    said = [row["modifier"] for row in read_text(toy_data, text, lang)]
    return [one and tuple(one.values()) for one in said]


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "A village south of Kesta.", ("sector", "south of", 180.0, None, None)),
        ("en", "A village 20 km south of Kesta.", ("offset", "20 km south of", 180.0, 20_000, None)),
        ("en", "A village south of Kesta, 20 km, is dry.", ("offset", "south of", 180.0, 20_000, None)),
        ("en", "A village 20 km from Kesta.", ("distance", "20 km from", None, 20_000, None)),
        ("en", "Rain fell near Kesta.", ("near", "near", None, None, None)),
        ("en", "Rain fell on Kesta outskirts.", ("outskirts", "outskirts", None, None, None)),
        ("ar", "سقط المطر شمالي البيلا", ("sector", "شمالي", 0.0, None, None)),
        ("ar", "على بعد 20 كم من البيلا", ("distance", "20 كم من", None, 20_000, None)),
        ("ar", "سقط المطر قرب البيلا", ("near", "قرب", None, None, None)),
    ],
)
def test_words_beside_a_name_say_where_it_lies(toy_data: GeoData, lang: str, text: str, said: tuple[Any, ...]) -> None:
    assert modifiers(toy_data, text, lang) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Rain fell on Kesta.",
        "Rain came from Kesta.",  # from, and no distance
        "Rain near, they say, Kesta.",  # a comma parts them
        "Rain fell between Kesta.",  # between what else?
        "Kesta northern gates.",  # a Latin name is no noun that an adjective follows
    ],
)
def test_other_words_say_nothing_of_where(toy_data: GeoData, text: str) -> None:
    assert modifiers(toy_data, text) == [None]


def test_a_distance_that_nobody_measured_leaves_the_direction(toy_data: GeoData) -> None:
    assert modifiers(toy_data, "It lies a few km south of Kesta.") == [("sector", "south of", 180.0, None, None)]


def test_between_two_names_each_bears_the_other(toy_data: GeoData) -> None:
    assert modifiers(toy_data, "A road between Kesta and Bela.") == [
        ("between", "between", None, None, "bela"),
        ("between", "between", None, None, "kesta"),
    ]


def test_a_government_lies_nowhere_in_particular(toy_data: GeoData) -> None:
    (row,) = read_text(toy_data, "The government of Norland said so.", "en")
    assert (row["role"], row["modifier"]) == ("associative", None)
