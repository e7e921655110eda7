"""Nothing that can stand in a file breaks geoparsing, and the work grows with the length of the text, not faster.

Work is counted, not timed: calls of functions, Python's and C's. What numpy does within a call is measured by
`make bench`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disputemap.models import Document
from disputemap.pipeline import Geoparser
from tests.fuzz.fuzz_geoparse import Checker, documents_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from disputemap.geodata import GeoData

MILLION = 1_000_000
PLANE_ONE = "".join(map(chr, range(0x10000, 0x20000)))
# Text, how often, mentions found in Arabic.
NASTY = {
    "one line of 10 MB": ("كلمة " * 20, 50_000, 0),
    "a name in a line of 10 MB": ("كلمة " * 2_000_000 + "ميرا", 1, 1),
    "lone surrogates": ("\ud800", MILLION, 0),
    "names between lone surrogates": ("ميرا\udc00\ud83d", 2_000, 2_000),
    "combining marks": ("\u0300", MILLION, 0),
    "vowel marks behind a name": ("ميرا" + "\u064e" * MILLION, 1, 1),
    "spaces": ("ميرا" + " " * MILLION + "ميرا", 1, 2),
    "line feeds": ("\n", MILLION, 0),
    "tatweel within a name": ("مي" + "ـ" * MILLION + "را", 1, 1),
    "one letter": ("ا", MILLION, 0),
    "one word of and": ("و", MILLION, 0),
    "many words of and": ("و ", MILLION // 2, 0),
    "and the": ("وال", MILLION // 3, 0),
    "NULs": ("\0", MILLION, 0),
    "names between NULs": ("ميرا\0 \0", 2_000, 2_000),
    "byte order marks": ("\ufeffميرا\ufeff ", 2_000, 2_000),
    "overrides of direction": ("\u202eميرا\u202c ", 2_000, 2_000),
    "full stops": (".", MILLION, 0),
    "brackets": ("(", MILLION, 0),
    "all of plane 1": (PLANE_ONE, 4, 0),
    "ligatures": ("ﷺ", MILLION // 10, 0),
    "digits": ("3", MILLION, 0),
    "degrees": ("34°55' ", 20_000, 0),
    "markup": ("<a>", MILLION // 3, 0),
}


@pytest.fixture(scope="module")
def checker(toy_data: GeoData) -> Checker:
    return Checker(toy_data)


@pytest.mark.parametrize(("piece", "times", "mentions"), NASTY.values(), ids=NASTY)
def test_a_nasty_text_is_read_and_every_mention_stands_where_it_says(
    checker: Checker, piece: str, times: int, mentions: int
) -> None:
    assert checker.check([Document("d", piece * times, "ar")]) == mentions


def test_a_hundred_thousand_names_in_one_line(checker: Checker) -> None:
    assert checker.check([Document("d", "ميرا، " * 100_000, "ar")]) == 100_000


@pytest.mark.parametrize("lang", ["ar", "ckb", "en"])
def test_all_nasty_texts_may_come_together(checker: Checker, lang: str) -> None:
    pieces = [piece[:20] * min(times, 20) for piece, times, _ in NASTY.values()]
    checker.check([Document(f"d{number}", text, lang) for number, text in enumerate(pieces)])
    checker.check([Document("d", "".join(pieces), lang)])


@settings(max_examples=30)
@given(st.binary(max_size=60))
def test_any_mixture_of_what_matters(checker: Checker, data: bytes) -> None:
    checker.check(documents_of(data))
    checker.check_apart(documents_of(data))


def test_documents_that_are_read_together_say_what_each_says_alone(checker: Checker) -> None:
    texts = [
        "في ميرا",
        "قضاء ميرا وكيستا",
        "Kirsa 35.47 N 44.39 E",
        "35.47 N 44.39 E",
        "قضاء سكرى في سكرى",
        "- سكرى: ميرا",
        "وسكرى - ميرا",
        "سكرى",
        " (",
        "سكرى",
        "",
    ]
    checker.check_apart([Document(f"d{number}", text, "ar") for number, text in enumerate(texts + texts[::-1])])


def count_calls(work: Callable[[], Any]) -> int:
    """Return how many functions a piece of work calls, Python's and C's."""
    calls = 0

    def note(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "piece",
    [
        "ميرا ",
        "ميرا، ",
        "ميرا ميرا. ",
        "Kirsa's ",
        "بين ميرا وكيستا ",
        "محافظة ",
        "\u064e",
        "ـ",
        "و ",
        ". ",
        "ﻻ",
        "\ud800",
    ],
)
def test_work_grows_with_the_length_of_the_text(toy_data: GeoData, piece: str) -> None:
    geoparser = Geoparser(toy_data)

    def work(times: int) -> int:
        document = Document("d", piece * times, "ar")
        return count_calls(lambda: geoparser.parse([document]))

    work(500)  # tables that are built when they are first used
    assert work(4_000) <= 4.4 * work(1_000)
