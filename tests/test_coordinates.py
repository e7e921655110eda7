"""Coordinates in texts: what is one, where it lies, and how exact its figures are."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from disputemap.coordinates import Coordinates, build_notation, find_coordinates, load_notation
from disputemap.geodata import GeoData, load_geodata

NOTATION = load_notation(load_geodata())
BOUNDS = (38.77, 29.06, 48.56, 37.38)
PLACE = (35.4678, 44.3920)


def find(text: str) -> list[Coordinates]:
    found = find_coordinates(text, NOTATION, bounds=BOUNDS)
    assert all(text[each.start : each.end] == each.surface for each in found)
    return found


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("at 35.4678, 44.3920 today", "35.4678, 44.3920"),
        ("35.4678N 44.3920E", None),
        ("N 35.4678 E 44.3920", None),
        ("(35.4678° N, 44.3920° E)", "35.4678° N, 44.3920° E"),
        ("44.3920E, 35.4678N", None),
        ("44.3920, 35.4678", None),  # only this order lies within the bounds
        ("35,4678° N; 44,3920° E", None),
        ("35°28'04\"N 44°23'31\"E", None),
        ("35° 28′ 04″ N, 44° 23′ 31″ E", None),
        ("35 28 04 N 44 23 31 E", None),
        ("35:28:04N 44:23:31E", None),
        ("352804N0442331E", None),
        ("35°28.07'N 44°23.52'E", None),
        ("N35°28.07' E044°23.52'", None),
        ("35.4678 degrees north, 44.3920 degrees east", None),
        ("latitude 35.4678 longitude 44.3920", None),
        ("Lat: 35.4678, Lon: 44.3920", None),
        ("35.4678 N, 44.3920", None),
        ("https://maps.example/@35.4678,44.3920,15z", "35.4678,44.3920"),
        ("٣٥٫٤٦٧٨ شمالاً و٤٤٫٣٩٢٠ شرقاً", None),
        ("٣٥٫٤٦٧٨، ٤٤٫٣٩٢٠", None),
        ("۳۵٫۴۶۷۸° ش، ۴۴٫۳۹۲۰° ق", None),
        ("خط عرض 35.4678 وخط طول 44.3920", None),
        (
            "على ٣٥ درجة و٢٨ دقيقة و٤ ثوان شمالا و٤٤ درجة و٢٣ دقيقة و٣١ ثانية شرقا",
            "٣٥ درجة و٢٨ دقيقة و٤ ثوان شمالا و٤٤ درجة و٢٣ دقيقة و٣١ ثانية شرقا",
        ),
        ("35.4678 باکوور 44.3920 ڕۆژهەڵات", None),
        ("\u200e35.4678\u200e, \u200e44.3920", "35.4678\u200e, \u200e44.3920"),
        ("grid 38S ME 44836 25092.", "38S ME 44836 25092"),
        ("38SME4483625092", None),
        ("UTM 38S 444836 3925092", "38S 444836 3925092"),
    ],
)
def test_one_place_in_many_writings(text: str, surface: str | None) -> None:
    (found,) = find(text)
    assert found.surface == (surface or text)
    assert found.position.lat == pytest.approx(PLACE[0], abs=2e-4)
    assert found.position.lon == pytest.approx(PLACE[1], abs=2e-4)


@pytest.mark.parametrize(
    ("text", "accuracy_m", "kind"),
    [
        ("35.47N 44.39E", 717, "decimal"),  # a box of 1,112 by 905 m
        ("35.4678, 44.3920", 7.2, "decimal"),
        ("35.46781234567, 44.39201234567", 1, "decimal"),
        ("35°28'N 44°23'E", 1195, "dms"),
        ("35°28'04\"N 44°23'31\"E", 19.9, "dms"),
        ("38SME42", 7071, "mgrs"),
        ("38S ME 44 25", 707, "mgrs"),
        ("38S ME 448 250", 70.7, "mgrs"),
        ("38S ME 4483 2509", 7.07, "mgrs"),
        ("38S ME 44836 25092", 1, "mgrs"),
        ("38S 444836 3925092", 1, "utm"),
    ],
)
def test_the_accuracy_is_that_of_the_figures(text: str, accuracy_m: float, kind: str) -> None:
    (found,) = find(text)
    assert found.accuracy_m == pytest.approx(accuracy_m, rel=0.01)
    assert found.kind == kind


def test_a_grid_reference_stands_for_the_middle_of_its_square() -> None:
    coarse, fine = find("38SME42")[0], find("38SME4500025000")[0]
    assert tuple(coarse.position) == pytest.approx(tuple(fine.position), abs=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "on 2023-05-12, 12.05.2023 and 12/05/2023",
        "call +964 770 123 4567 or 0770.123.4567",
        "they won 3-2, then 4-1",
        "between $35.4678, $44.3920",
        "rose by 35.4678%, 44.3920%",
        "versions 1.234.5, 2.345.6",
        "addresses 192.168.1.1, 192.168.100.100",
        "1.2345 2.3456 3.4567",
        "35.46, 44.39",
        "1.250، 1.300 دولار",
        "95.1234, 200.1234",
        "35.5°, 44.1°",
        "35N 44E",
        "35°70'00\"N 44°23'31\"E",
        "-35.4 N 44.3 E",
        "35.4 N 44.3 N",
        "قُتل 35 شخصا و44 جريحا",
        "15 MAR 2024, 12 USD 5000, 3 SEP 16",
        "38S ME 448 25, 38SZZ1234, 99SME1234",
        "35.4678-44.3920",
        "",
    ],
)
def test_what_is_no_position(text: str) -> None:
    assert find(text) == []


def test_without_bounds_latitude_comes_first_and_the_rest_is_taken_as_it_stands() -> None:
    (sydney,) = find_coordinates("-33.8688, 151.2093")
    assert sydney.position == (151.2093, -33.8688)
    (swapped,) = find_coordinates("151.2093, -33.8688")
    assert swapped.position == sydney.position
    (plain,) = find_coordinates("44.392, 35.467")
    assert plain.position == (35.467, 44.392)


def test_several_pairs_in_a_row_and_between_words() -> None:
    found = find("35.4678, 44.3920; 35.5678, 44.4920 and 38S ME 448 250, then N 35.1 E 44.2")
    assert [each.kind for each in found] == ["decimal", "decimal", "mgrs", "decimal"]


def test_a_package_without_words_knows_the_letters(toy_data: GeoData) -> None:
    notation = load_notation(toy_data)
    assert find_coordinates("35.46 north 44.39 east", notation) == []
    assert len(find_coordinates("35.46N 44.39E", notation)) == 1
    assert len(find_coordinates("35.46 üst 44.39 kun", build_notation([("üst", "N"), ("kun", "E")]))) == 1


@given(st.text(alphabet=st.sampled_from("0123456789٣٥.,٫° '\"NSEWe-−وشق\n\u200f:MLab%$\u064b\ud800"), max_size=80))
def test_any_text_gives_spans_of_itself(text: str) -> None:
    found = find(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(
        abs(each.position.lat) <= 90 and abs(each.position.lon) <= 180 and each.accuracy_m >= 1 for each in found
    )


@pytest.mark.parametrize(
    "unit", ["7", "1.", "1 ", "35", "1.234 ", "35N ", "8S LE 1", "°", "'", "N", "ق", "\u064b", " "]
)
def test_cost_is_linear_in_the_text(unit: str) -> None:
    start = time.perf_counter()
    find_coordinates(unit * (200_000 // len(unit)), NOTATION, bounds=BOUNDS)
    assert time.perf_counter() - start < 10  # some tenths of a second; squares would take hours


@pytest.mark.parametrize("west", ["batı", "BATI", "bati", "batİ"])
def test_letters_that_patterns_take_for_one_another_are_one(west: str) -> None:
    (found,) = find(f"35.4678 kuzey 44.3920 {west}")
    assert found.position == (-44.392, 35.4678)


PIECES = [*"05٣۵.٫,؛ °NxKش²", *NOTATION.meanings, "\u0640", "\u064b", "\n", "38S MB 1", "35.4678", "44.392", " ", " "]
ALL_LINKED = replace(
    NOTATION,
    parting=NOTATION.parting._replace(
        groups=np.full_like(NOTATION.parting.groups, NOTATION.parting.groups.max()),
        follows=np.ones_like(NOTATION.parting.follows),
    ),
)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
@example("٣ج")
def test_no_number_of_a_position_is_passed_over(text: str) -> None:
    assert find_coordinates(text, NOTATION) == find_coordinates(text, ALL_LINKED)
