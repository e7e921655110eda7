"""Routes: which names are the stops of a way that a sentence tells, and the lines through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from disputemap.models import Document
from disputemap.routes import route_lines
from disputemap.table import to_frame
from tests.texts import read_text, read_texts

if TYPE_CHECKING:
    from disputemap.geodata import GeoData

BELA, KESTA, KIRSA = (15.0, 52.0), (13.5, 51.85), (15.0, 51.0)


def _stops(geodata: GeoData, text: str, lang: str = "en") -> list[tuple[int, int, str, str]]:
    """Return number of the route, rank, part and surface of all stops, in order."""
    rows = [row for row in read_text(geodata, text, lang) if row["route"]]
    return sorted((*row["route"].values(), row["surface"]) for row in rows)


def test_a_route_goes_from_through_and_to(toy_data: GeoData) -> None:
    assert _stops(toy_data, "They went from Bela through Kesta to Lowton.") == [
        (1, 1, "from", "Bela"),
        (1, 2, "via", "Kesta"),
        (1, 3, "to", "Lowton"),
    ]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("من البيلا مرورا بكيستا إلى لوتون", "ar"),
        ("من بلدة البيلا مرورا ببلدة كيستا إلى بلدة لوتون", "ar"),
        ("لە بێلاوە بە کێستادا بۆ دۆرین", "ckb"),
        ("لە شاری بێلاوە بە کێستا دا بۆ شاری دۆرین", "ckb"),
        ("لەبێلاوە بۆ دۆرین بەکێستادا", "ckb"),
    ],
)
def test_words_and_what_is_glued_to_names_make_parts(toy_data: GeoData, text: str, lang: str) -> None:
    found = _stops(toy_data, text, lang)
    assert [part for _, _, part, _ in found] == ["from", "via", "to"]
    assert found[1][3] in {"كيستا", "کێستا"}


def test_stops_on_the_way_come_before_the_end(toy_data: GeoData) -> None:
    assert [name for *_, name in _stops(toy_data, "From Bela to Lowton through Kesta.")] == ["Bela", "Kesta", "Lowton"]


def test_then_is_the_next_stop(toy_data: GeoData) -> None:
    told = "From Bela to Kesta, then Lowton."
    assert [(part, name) for *_, part, name in _stops(toy_data, "From Bela then Kesta to Lowton.")][1] == (
        "via",
        "Kesta",
    )
    assert [(part, name) for *_, part, name in _stops(toy_data, told)][1:] == [("to", "Kesta"), ("to", "Lowton")]


def test_a_border_tells_where_the_way_ends(toy_data: GeoData) -> None:
    assert _stops(toy_data, "From Bela to Kesta at the border of Sudland.")[-1] == (1, 3, "at", "Sudland")
    assert [name for *_, name in _stops(toy_data, "From Bela at the border of Sudland to Kesta.")] == ["Bela", "Kesta"]


def test_names_listed_with_a_stop_are_stops(toy_data: GeoData) -> None:
    assert [name for *_, name in _stops(toy_data, "From Bela through Kesta and Dorin to Lowton.")] == [
        "Bela",
        "Kesta",
        "Dorin",
        "Lowton",
    ]


def test_demonyms_and_references_to_nothing_are_no_stops(toy_data: GeoData) -> None:
    told = "From the Norlander town of Bela to the Norlander town of Kesta."
    assert [name for *_, name in _stops(toy_data, told)] == ["Bela", "Kesta"]
    assert not _stops(toy_data, "From the town to Kesta.")
    assert [name for *_, name in _stops(toy_data, "Bela is calm. From the town to Kesta.")] == ["the town", "Kesta"]


def test_what_closes_a_list_in_sorani_holds_for_all_of_it(toy_data: GeoData) -> None:
    found = _stops(toy_data, "لە بێلاوە بۆ دۆرین بە کێستا و کرسادا", "ckb")
    assert [(part, name) for *_, part, name in found][1:3] == [("via", "کێستا"), ("via", "کرسا")]


def test_names_that_tell_where_a_stop_lies_are_passed_over(toy_data: GeoData) -> None:
    assert [name for *_, name in _stops(toy_data, "From Bela, Dorin district, to Kesta.")] == ["Bela", "Kesta"]
    assert [name for *_, name in _stops(toy_data, "From Lowton, south of Bela, to Kesta.")] == ["Lowton", "Kesta"]


@pytest.mark.parametrize(
    "text",
    [
        "They came from Bela.",
        "They came from Bela. They went to Kesta.",
        "They went to Kesta.",
        "From Monday to Friday in Bela.",
        "People from Bela in Lowton went to Kesta.",
        "A man from Bela spoke with the government of Sudland and went to Kesta.",
        "A man from Bela " + "who had seen a lot " * 4 + "went to Kesta.",
    ],
)
def test_what_is_no_route(toy_data: GeoData, text: str) -> None:
    assert not _stops(toy_data, text)


def test_a_phrase_that_holds_a_word_for_a_part_is_none(toy_data: GeoData) -> None:
    assert not _stops(toy_data, "من البيلا بالإضافة إلى كيستا", "ar")


def test_routes_are_numbered_in_their_document(toy_data: GeoData) -> None:
    text = "One goes from Bela to Kesta, one from Dorin to Lowton. Another goes from Noor city to Bela."
    found = _stops(toy_data, text)
    assert [(route, name) for route, stop, _, name in found if stop == 1] == [(1, "Bela"), (2, "Dorin"), (3, "Noor")]
    rows = read_texts(
        toy_data, [Document("a", "From Bela to Kesta.", "en"), Document("b", "From Kesta to Bela.", "en")]
    )
    assert [row["route"]["route"] for row in rows] == [1, 1, 1, 1]


def test_lines_go_through_the_stops(toy_data: GeoData) -> None:
    documents = [
        Document("a", "From Bela to the city of Kirsa through Kesta. From Kesta to Bela.", "en"),
        Document("b", "From Bela to Kesta.", "en"),
    ]
    found = route_lines(to_frame(read_texts(toy_data, documents)))
    assert found[["doc", "route", "stops"]].to_numpy().tolist() == [["a", 1, 3], ["a", 2, 2], ["b", 1, 2]]
    assert found["names"][0] == ["Bela", "Kesta", "Kirsa"]
    assert list(found.geometry[0].coords) == [BELA, KESTA, KIRSA]
    assert found.crs == "EPSG:4326"


def test_a_route_of_which_one_place_is_known_has_no_line(toy_data: GeoData) -> None:
    found = route_lines(to_frame(read_text(toy_data, "From Bela to Hidden.", "en")))
    assert found["names"].tolist() == [["Bela", "Hidden"]]
    assert found.geometry[0] is None


def test_without_routes_there_are_no_lines(toy_data: GeoData) -> None:
    assert len(route_lines(to_frame(read_text(toy_data, "They were in Bela.", "en")))) == 0
    assert len(route_lines(to_frame([]))) == 0
