"""What a reader sets on the page, in a real Chromium: filters, time, stretch, search, language, colours, address."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.panel_world import counts, facet, focused, fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


pytestmark = pytest.mark.browser


# the switch and the filters


def test_the_switch_shows_what_each_choice_counts(visit: Callable[..., Page]) -> None:
    page = visit()
    assert page.locator(".segments b").all_inner_texts() == ["51", "9", "60"]
    assert counts(page) == {"bela": 36, "alba": 12, "kirsa-governorate": 3}
    page.locator("input[value=literal]").focus()
    page.keyboard.press("ArrowRight")
    assert counts(page) == {"bela": 9}
    page.check("input[value=both]", force=True)
    assert counts(page)["bela"] == 45
    assert page.locator("#tally").inner_text() == "Documents: 47 · Mentions: 60 · Places: 3"


def test_a_minimum_score_is_set_with_slider_and_number(visit: Callable[..., Page]) -> None:
    page = visit()
    page.click("#filters summary")
    page.fill("#score-number", "60")
    page.keyboard.press("Tab")
    assert page.locator("#score-range").input_value() == "60"
    assert counts(page)["bela"] == 27
    page.locator("#score-range").focus()
    page.keyboard.press("Home")
    assert counts(page)["bela"] == 36
    assert page.locator("#score-number").input_value() == "0"


def test_filters_say_what_each_choice_would_show_under_the_others(visit: Callable[..., Page]) -> None:
    page = visit("mode=both")
    page.click("#filters summary")
    assert facet(page, "relations") == {"inside": 45, "partly inside": 3, "near": 0, "outside": 12, "not measured": 0}
    assert facet(page, "sources") == {"The Norland Post": 45, "Radio Mira": 15}
    page.check("#facet-sources >> text=Radio Mira")
    assert counts(page) == {"bela": 15}
    assert facet(page, "sources") == {"The Norland Post": 45, "Radio Mira": 15}
    assert facet(page, "relations")["inside"] == 15
    page.check("#facet-relations >> text=outside")
    assert counts(page) == {}
    assert page.locator("#filter-summary").inner_text().startswith("outside · Radio Mira")
    page.click("#reset")
    assert counts(page) == {"bela": 36, "alba": 12, "kirsa-governorate": 3}  # reset sets the switch back too
    assert page.locator("#filter-summary").inner_text() == ""
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_theme_can_be_chosen(visit: Callable[..., Page], many: Path) -> None:
    page = visit("mode=both&about=attack", many)
    assert counts(page) == {"bela": 22}
    assert page.locator("#filter-summary").inner_text().lower().startswith("attack")


# time


def test_the_slider_of_time_answers_to_the_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("mode=both")
    start, end = page.locator("[data-end=from]"), page.locator("[data-end=to]")
    assert start.get_attribute("aria-valuetext") == "1 January 2025"
    assert end.get_attribute("aria-valuetext") == "17 December 2025"
    end.focus()
    for key, day in [
        ("ArrowLeft", "16 December 2025"),
        ("PageDown", "11 November 2025"),
        ("Home", "1 January 2025"),
        ("End", "17 December 2025"),
    ]:
        page.keyboard.press(key)
        page.wait_for_timeout(60)
        assert end.get_attribute("aria-valuetext") == day
    page.keyboard.press("Home")
    assert counts(page) == {"alba": 12, "bela": 1}  # what has no date is shown until it is left out
    page.uncheck("#undated")
    assert counts(page) == {"bela": 1}
    assert page.locator("#undated-said").inner_text() == "With no date: 12"


def test_the_slider_of_time_is_drawn_by_hand(visit: Callable[..., Page]) -> None:
    page = visit("mode=both&undated=no")
    box = page.locator("#track").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10, steps=5)
    page.mouse.up()
    assert re.fullmatch("2[3-6] June 2025", page.locator("[data-end=to]").get_attribute("aria-valuetext") or "")
    assert counts(page) == {"bela": 24, "kirsa-governorate": 3}


def test_play_moves_through_time_and_stops_at_the_end(visit: Callable[..., Page]) -> None:
    page = visit("mode=both")
    page.click("#play")
    assert page.locator("#play").get_attribute("aria-label") == "Pause"
    page.wait_for_timeout(1200)
    first = page.locator("[data-end=from]").get_attribute("aria-valuenow")
    page.wait_for_timeout(1200)
    assert int(page.locator("[data-end=from]").get_attribute("aria-valuenow") or 0) > int(first or 0) > 0
    page.click("#play")
    stopped = page.locator("[data-end=from]").get_attribute("aria-valuenow")
    page.wait_for_timeout(800)
    assert page.locator("[data-end=from]").get_attribute("aria-valuenow") == stopped


def test_who_wants_no_motion_steps(visit: Callable[..., Page]) -> None:
    page = visit("mode=both", reduced_motion="reduce")
    assert page.locator("#play").get_attribute("aria-label") == "Next step"
    page.click("#play")
    first = page.locator("[data-end=to]").get_attribute("aria-valuenow")
    page.wait_for_timeout(800)
    assert page.locator("[data-end=to]").get_attribute("aria-valuenow") == first
    page.click("#play")
    assert page.locator("[data-end=to]").get_attribute("aria-valuenow") != first


# along the corridor


def test_the_profile_counts_by_ten_kilometres(visit: Callable[..., Page]) -> None:
    page = visit()
    bars = page.locator("#bars")
    bars.focus()
    for _ in range(13):
        page.keyboard.press("ArrowRight")
    assert (bars.get_attribute("aria-valuetext") or "").startswith("km 130–140 · Mentions: 36")
    assert page.locator("#areal").inner_text() == "Areas, not in the bars: 3"
    page.keyboard.press("Enter")
    assert counts(page) == {"bela": 36}
    assert page.locator("#filter-summary").inner_text().startswith("km 130–140")
    page.keyboard.press("Enter")
    assert "alba" in counts(page)


def test_a_bar_is_chosen_by_mouse(visit: Callable[..., Page]) -> None:
    page = visit()
    box = page.locator("#bars").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 135 / 280, box["y"] + 20)
    assert counts(page) == {"bela": 36}


# search


@pytest.mark.parametrize("query", ["bela", "BÉLA", "بێلا", "بيلا", "ـبێـلا", "Be-la"])
def test_names_are_found_however_they_are_written(visit: Callable[..., Page], query: str) -> None:
    page = visit()
    page.fill("#find", query)
    assert page.locator("#found [role=option]").first.locator("bdi").inner_text() == "Bela"


def test_the_search_is_a_combobox(visit: Callable[..., Page]) -> None:
    page = visit()
    page.fill("#find", "a")
    find = page.locator("#find")
    assert find.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    first = find.get_attribute("aria-activedescendant")
    assert page.locator(f"#{first}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert find.get_attribute("aria-activedescendant") != first
    page.keyboard.press("Escape")
    assert find.get_attribute("aria-expanded") == "false"
    page.fill("#find", "alb")
    page.keyboard.press("Enter")
    assert page.locator("#evidence-title").inner_text() == "Alba"
    page.keyboard.press("Escape")
    assert focused(page) == "find"


# languages, colours, the address


@pytest.mark.parametrize(
    ("code", "direction", "words"),
    [
        ("ar", "rtl", ["الأماكن", "المفتاح", "الأقوال", "حول"]),
        ("ckb", "rtl", ["شوێنەکان", "هێماکان", "وتەکان", "دەربارە"]),
        ("en", "ltr", ["Places", "Legend", "Claims", "About"]),
    ],
)
def test_the_whole_page_turns(visit: Callable[..., Page], code: str, direction: str, words: list[str]) -> None:
    page = visit(locale="ar" if code == "en" else "en-GB")
    page.click(f"#languages [lang={code}]")
    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (code, direction)
    assert page.locator("[role=tab]").all_inner_texts() == words
    assert page.evaluate("document.activeElement.lang") == code
    page.click("#filters summary")
    for tab in page.locator("[role=tab]").all():
        tab.click()
        if code != "en":
            assert latin_words(page) <= {
                "Radio",
                "Mira",
                "Norland",
                "Post",
                "English",
                "GeoJSON",
                "Enter",
                "West",
                "East",
            }
    assert fragment(page) == ("lang=en&tab=about" if code == "en" else f"lang={code}&tab=about")


def latin_words(page: Page) -> set[str]:
    """Return the longer words in Latin letters that the controls show."""
    shown = " ".join(page.locator("#controls, .dock, .bar .tools").all_inner_texts())
    return set(re.findall(r"[A-Za-z]{4,}", shown))


def test_words_of_every_language_are_there() -> None:
    words = json.loads(
        (Path(__file__).parents[1] / "src/disputemap/render/page/strings.json").read_text(encoding="utf-8")
    )
    assert [key for key, texts in words.items() if set(texts) != {"en", "ar", "ckb"} or not all(texts.values())] == []


def test_arrows_follow_the_direction_of_the_page(visit: Callable[..., Page]) -> None:
    page = visit("lang=ar&mode=both")
    page.locator("[data-end=from]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(60)
    assert page.locator("[data-end=from]").get_attribute("aria-valuenow") == "1"
    page.locator("#tab-places").focus()
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "tab-layers"


def test_colours_are_chosen_or_follow_the_system(visit: Callable[..., Page]) -> None:
    page = visit(color_scheme="dark")
    root = page.locator("html")
    assert root.get_attribute("data-theme") == "dark"
    page.select_option("#theme", "light")
    assert root.get_attribute("data-theme") == "light"
    page.select_option("#theme", "system")
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(50)
    assert root.get_attribute("data-theme") == "light"


STATE = (
    "lang=ckb&mode=both&min=60&rel=inside,outside&about=attack&source=Radio%20Mira&from=2025-02-01&to=2025-11-30"
    "&undated=no&theme=dark&place=bela&claim=border"
)


def test_the_whole_state_is_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit(STATE)
    before = (page.locator("#evidence").inner_text(), page.locator("#filter-summary").inner_text())
    page.select_option("#theme", "light")
    page.select_option("#theme", "dark")
    written = fragment(page)
    assert set(STATE.split("&")) <= set(written.split("&"))
    again = visit(written)
    assert (again.locator("#evidence").inner_text(), again.locator("#filter-summary").inner_text()) == before
    assert fragment(again) == written


def test_a_changed_address_is_followed(visit: Callable[..., Page]) -> None:
    page = visit("mode=both&place=bela")
    page.evaluate("location.hash = '#tab=claims&km=130'")
    page.wait_for_timeout(300)
    assert page.locator("#evidence").is_hidden()
    assert page.locator("#tab-claims").get_attribute("aria-selected") == "true"
    assert page.locator("#filter-summary").inner_text().startswith("km 130–140")


def test_the_place_on_the_map_is_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit("map=52,15,9&layers=-strip-line,nonsense")
    page.click("#tab-layers")
    written = dict(part.split("=") for part in fragment(page).split("&"))
    assert set(written["layers"].split(",")) == {"-strip-line"}
    lat, lon, zoom = (float(part) for part in written["map"].split(","))
    assert (round(lat, 2), round(lon, 2), zoom) == (52, 15, 9)
    assert not page.locator("input[value=strip-line]").is_checked()
    assert page.locator("input[value=districts]").is_checked()


@pytest.mark.parametrize(
    "nonsense",
    [
        "%",
        "map=NaN,1e999,-3&min=-7&mode=none",
        "place=<script>&from=2025-99-99&to=x&km=9999999",
        "lang=xx&theme=&rel=,,&layers=%E0%A4%A",
        "=&&==&a",
        "__proto__=1&constructor=2&min=1e9",
    ],
)
def test_nonsense_in_the_address_does_no_harm(visit: Callable[..., Page], nonsense: str) -> None:
    page = visit(nonsense)
    assert page.locator("#title").inner_text() == "Places named in Norland"
    page.check("input[value=both]", force=True)
    assert counts(page)["alba"] == 12
