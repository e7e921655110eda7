"""The controls and panels of the page in a real Chromium, with the network blocked."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from shapely.geometry import Point, Polygon, shape

from disputemap.render.html import Map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

    from disputemap.geodata import GeoData

pytestmark = pytest.mark.browser

TURNED = "He said \u202eabc\u202c there."
FORMULA = "=SUM(1,2)"
PLACES: dict[str, dict[str, Any]] = {
    "bela": {"name": "Bela", "feature": "populated_place", "lon": 15.0, "lat": 52.0, "accuracy_m": 1000.0}
    | {"relation": "inside", "share_inside": 1.0, "p_inside": 0.97, "chainage_km": 137.0, "distance_m": 0.0},
    "alba": {"name": "Alba", "feature": "populated_place", "lon": 14.0, "lat": 53.0, "accuracy_m": 2000.0}
    | {"relation": "outside", "share_inside": 0.0, "p_inside": 0.0, "distance_m": 90000.0},
    "kirsa-governorate": {"name": "Kirsa", "feature": "adm1", "lon": 15.0, "lat": 51.0, "accuracy_m": 150000.0}
    | {"relation": "straddles", "share_inside": 0.05, "p_inside": 0.05, "chainage_km": 140.0, "distance_m": 0.0},
}


def _row(place_id: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any cell
    surface = PLACES[place_id]["name"]
    return {
        "doc": "toy.txt", "start": 112, "surface": surface, "lang": "en", "place_id": place_id, "role": "literal",
        "score": 0.9, "reasons": ["only place of this name"], "candidates": [{"place_id": "kesta", "score": 0.1}],
        "modifier": None, "offset_m": None, "date": None, "source": "The Norland Post", "title": "A meeting",
        "themes": [], "sentence": f"They met in {surface} yesterday.", "sentence_start": 100,
    } | PLACES[place_id] | more  # fmt: skip


def make_many() -> gpd.GeoDataFrame:
    """Return 60 mentions: 45 of Bela over 2025, 12 of Alba without a date, 3 of Kirsa's area.

    Of Bela's, nine are associative (each fifth), 15 are of the radio (each third), 22 tell of an attack (each second),
    and one in five is rather unsure (0.55). All others are literal, sure to 0.9 and of the Post.
    """
    attack = [{"theme": "attack", "event_type": "Battles", "cue": "attacked"}]
    bela = [
        _row(
            "bela",
            doc=f"bela-{number:02}.txt",
            date=f"2025-{number // 4 + 1:02}-{number % 28 + 1:02}",
            role="associative" if number % 5 == 4 else "literal",
            source="Radio Mira" if number % 3 == 2 else "The Norland Post",
            themes=attack if number % 2 else [],
            score=0.55 if number % 5 == 3 else 0.9,
        )
        for number in range(45)
    ]
    bela[0] |= {"title": FORMULA}
    bela[1] |= {"sentence": f"{TURNED[:-1]} in Bela.", "start": 100 + len(TURNED[:-1]) + 4}
    alba = [_row("alba", doc="alba.txt") for _ in range(12)]
    kirsa = [_row("kirsa-governorate", doc="kirsa.txt", date="2025-06-03") for _ in range(3)]
    rows = bela + alba + kirsa
    return gpd.GeoDataFrame(rows, geometry=[Point(row["lon"], row["lat"]) for row in rows], crs="EPSG:4326")


@dataclass
class Visit:
    """An opened page and all that it said or asked for beside showing itself."""

    page: Page
    noise: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def many(toy_data: GeoData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the mentions above, as a file."""
    path = tmp_path_factory.mktemp("panel") / "map.html"
    Map(make_many(), geodata=toy_data).save(path)
    return path


@pytest.fixture
def visit(browser: Browser, many: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the page offline; at the end nothing may have been asked for or complained of."""
    visits: list[Visit] = []

    def open_page(fragment: str = "", path: Path = many, **options: Any) -> Page:  # noqa: ANN401 - for Playwright
        settings: dict[str, Any] = {"locale": "en-GB", "offline": True, "viewport": {"width": 1280, "height": 800}}
        visit = Visit(browser.new_context(**settings | options).new_page())
        visits.append(visit)
        listen(visit)
        visit.page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        visit.page.wait_for_selector("#tally:not(:empty)", state="attached")
        return visit.page

    yield open_page
    for visit in visits:
        visit.page.context.close()
        assert visit.noise == []


def listen(visit: Visit) -> None:
    """Write down requests, messages, errors and breaches of the policy; let only files through."""

    def only_files(route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            visit.noise.append(f"request: {route.request.url}")
            route.abort()

    visit.page.route(re.compile("^(?!data:|blob:)"), only_files)
    visit.page.on("console", lambda message: visit.noise.append(f"{message.type}: {message.text}"))
    visit.page.on("pageerror", lambda error: visit.noise.append(f"error: {error}"))
    visit.page.add_init_script("addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.blockedURI))")


def counts(page: Page) -> dict[str, int]:
    """Return the list of places with the number beside each, once it has followed the filters."""
    page.wait_for_timeout(200)
    items = page.locator("#place-list [data-place]").all()
    return {str(item.get_attribute("data-place")): int(item.locator(".count").inner_text()) for item in items}


def facet(page: Page, name: str) -> dict[str, int]:
    """Return what each choice of a filter says that it would show."""
    options = page.locator(f"#facet-{name} .option").all()
    return {option.locator("bdi").inner_text(): int(option.locator(".count").inner_text()) for option in options}


def fragment(page: Page) -> str:
    """Return the address's fragment, once it has been written."""
    page.wait_for_timeout(500)
    return str(page.evaluate("location.hash.slice(1)"))


def focused(page: Page) -> str:
    """Return what the focus is on: its id, or the word for it."""
    return str(
        page.evaluate(
            "(({ id, dataset, tagName }) => id || dataset.place || dataset.key || tagName)(document.activeElement)"
        )
    )


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


# the evidence


def test_a_place_tells_what_is_known_of_it(visit: Callable[..., Page]) -> None:
    page = visit("place=bela")
    text = page.locator("#evidence").inner_text()
    assert "known within 1 km" in text
    assert re.search(r"Corridor\s+inside, nearest the line at km 137", text)
    assert re.search(r"Chance of lying inside\s+97%\s+share of [\d,]+ random draws", text)
    names = [name.inner_text() for name in page.locator(".other-names bdi").all()]
    assert names == ["البيلا", "بێلا", "Bêla"]  # the last in two languages


def test_mentions_come_some_at_a_time(visit: Callable[..., Page]) -> None:
    page = visit("place=bela")
    cards = page.locator("#mentions .card")
    assert cards.count() == 20
    page.click("#mentions .more")
    assert cards.count() == 36
    assert page.locator("#mentions .more").is_hidden()
    assert page.evaluate("document.activeElement.closest('li') !== null")


def test_the_mentions_follow_the_filters(visit: Callable[..., Page]) -> None:
    page = visit("place=bela")
    page.check("input[value=associative]", force=True)
    page.wait_for_timeout(200)
    assert page.locator("#mentions .card").count() == 9
    assert "Not counted now: 36" in page.locator("#mentions").inner_text()


def test_signs_that_turn_a_text_are_shown_and_not_obeyed(visit: Callable[..., Page]) -> None:
    page = visit("place=bela&mode=both")
    sentence = page.locator("#mentions blockquote", has_text="He said").inner_text()
    assert sentence == "He said ⟦RLO⟧abc⟦PDF⟧ there in Bela."
    assert page.locator("#mentions mark").nth(1).inner_text() == "Bela"


def test_a_citation_is_copied(visit: Callable[..., Page]) -> None:
    page = visit("place=bela", permissions=["clipboard-read", "clipboard-write"])
    card = page.locator("#mentions .card").first
    card.locator("summary").click()
    card.locator(".citing button").click()
    cited = card.locator(".citation").input_value()
    assert cited.startswith(f"Bela («Bela»). “{FORMULA}”, The Norland Post, 1 January 2025. Document: bela-00.txt")
    assert "Document: bela-00.txt, characters 112 to 116." in cited
    assert "Map: Places named in Norland" in cited
    assert card.locator("[role=status]").inner_text().strip() == "Copied."
    assert page.evaluate("navigator.clipboard.readText()") == cited


# claims


def test_a_claim_can_be_chosen(visit: Callable[..., Page]) -> None:
    page = visit("tab=claims")
    text = page.locator("#panel-claims").inner_text()
    assert "A. Speaker" in text
    assert "implies no geometry" in text
    page.check("input[name=claim][value=border]")
    assert "400" in page.locator("#caption").inner_text()
    assert "claim=border" in fragment(page)
    page.keyboard.press("ArrowUp")
    assert "claim=" not in fragment(page)


# the table


def test_the_table_is_sorted_and_leads_to_places(visit: Callable[..., Page]) -> None:
    page = visit()
    page.click("[data-face=table]")
    first = page.locator("#face-table tbody th")
    assert first.all_inner_texts() == ["Bela", "Alba", "Kirsa"]
    assert page.locator("th[aria-sort]").inner_text().startswith("Mentions")
    page.click("[data-key=sort-place]")
    assert first.all_inner_texts() == ["Alba", "Bela", "Kirsa"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert focused(page) == "sort-place"
    page.keyboard.press("Enter")
    assert first.all_inner_texts() == ["Kirsa", "Bela", "Alba"]
    first.last.locator("button").click()
    assert page.locator("#evidence-title").inner_text() == "Alba"


def test_mentions_are_paged_in_the_table(visit: Callable[..., Page]) -> None:
    page = visit("mode=both&view=table&face=table")
    page.click("[data-key=mentions]")
    rows = page.locator("#face-table tbody tr")
    assert rows.count() == 50
    assert page.locator(".pager [role=status]").inner_text() == "1–50 of 60"
    page.click("[data-key=next]")
    assert rows.count() == 10
    page.check("input[value=associative]", force=True)
    page.wait_for_timeout(200)
    assert rows.count() == 9


# files


def downloaded(page: Page, kind: str, format_: str) -> str:
    """Return what the button of the table gives."""
    with page.expect_download() as waiting:
        page.click(f"#face-table .downloads button:text('{format_}')")
    assert waiting.value.suggested_filename == f"disputemap-{kind}.{format_.lower()}"
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_what_is_seen_can_be_taken_along_as_geojson(visit: Callable[..., Page]) -> None:
    page = visit("mode=both&rel=inside,straddles&face=table")
    found = json.loads(downloaded(page, "places", "GeoJSON"))
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    by_id = {one["properties"]["place_id"]: one for one in found["features"]}
    assert set(by_id) == {"bela", "kirsa-governorate"}
    assert by_id["bela"]["geometry"] == {"type": "Point", "coordinates": [15, 52]}
    area = shape(by_id["kirsa-governorate"]["geometry"])
    assert all(part.exterior.is_ccw for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon))
    assert (by_id["bela"]["properties"]["mentions"], by_id["bela"]["properties"]["literal"]) == (45, 36)
    assert found["disputemap"]["disclaimer"].startswith("A world made up")


def test_formulas_in_csv_are_text(visit: Callable[..., Page]) -> None:
    page = visit("face=table&from=2025-01-01&to=2025-01-01&undated=no")
    page.click("[data-key=mentions]")
    text = downloaded(page, "mentions", "CSV")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["doc"], row["title"], row["date"], row["lon"]) for row in rows] == [
        ("bela-00.txt", f"'{FORMULA}", "2025-01-01", "15")
    ]
    assert [(row["start"], row["end"], row["chainage_km"]) for row in rows] == [("112", "116", "137")]


# phone, print, other frames


@pytest.mark.parametrize("locale", ["en-GB", "ar", "ckb"])
def test_nothing_is_cut_off_on_a_phone(visit: Callable[..., Page], locale: str) -> None:
    page = visit(locale=locale, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) == 390
    assert page.evaluate("document.querySelector('#map').clientHeight") > 400
    page.tap("#handle")
    boxes = "[...document.querySelectorAll('#sheet, #face-table, .table-box')]"
    sheet = f"{boxes}.every((one) => one.scrollWidth <= one.clientWidth)"
    for step in (
        "#filters summary",
        "#tab-layers",
        "#tab-claims",
        "#tab-about",
        "#tab-places",
        "[data-place=bela]",
        "[data-face=table]",
        "[data-key=mentions]",
    ):
        page.locator(step).first.tap()
        page.wait_for_timeout(100)
        assert (page.evaluate(wide), page.evaluate(sheet)) == (390, True), step


def test_a_phone_on_its_side_leaves_room_for_the_map(visit: Callable[..., Page]) -> None:
    page = visit(viewport={"width": 844, "height": 390}, is_mobile=True, has_touch=True)
    assert page.evaluate("document.querySelector('#map').clientHeight") > 250
    assert page.evaluate("document.documentElement.scrollWidth") == 844
    assert page.locator("#sheet #track").is_visible()


def test_text_can_be_twice_as_large(visit: Callable[..., Page]) -> None:
    page = visit("mode=both")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    cut = """[...document.querySelectorAll('button, label, h1, h2, legend, .tally')].filter((one) => one.offsetParent
      && one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).overflowX !== 'visible')
      .map((one) => one.textContent)"""
    assert page.evaluate(cut) == []


def test_it_prints_as_a_clean_sheet(visit: Callable[..., Page]) -> None:
    page = visit("mode=both&theme=dark")
    made = page.pdf(prefer_css_page_size=True)
    assert made.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", made)) <= 2
    assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]", made)
    page.wait_for_timeout(200)
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#print tbody tr").count() == 3
    assert page.locator("#print .signs li").count() > 3
    assert page.locator(".tools, .panel, .dock").first.is_hidden()
    assert "Literal and associative" in page.locator("#print").inner_text()


def test_two_frames_of_one_host_keep_apart(browser: Browser, many: Path, tmp_path: Path) -> None:
    frame = '<iframe src="{0}" title="{1}" sandbox="allow-scripts allow-downloads" width="900" height="600"></iframe>'
    host = tmp_path / "host.html"
    host.write_text(
        "<!DOCTYPE html><title>host</title>"
        + "".join(frame.format(many.as_uri() + f"#mode={mode}&face=table", mode) for mode in ("literal", "both")),
        encoding="utf-8",
    )
    visit = Visit(browser.new_page(locale="en-GB"))
    listen(visit)
    visit.page.goto(host.as_uri())
    tallies = [visit.page.frame_locator(f"iframe[title={mode}]").locator("#tally") for mode in ("literal", "both")]
    for tally, number in zip(tallies, (51, 60), strict=True):
        tally.filter(has_text=f"Mentions: {number}").wait_for(state="attached")
    with visit.page.expect_download() as waiting:
        visit.page.frame_locator("iframe[title=both]").locator(".table-head .downloads button").last.click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").count("\n") == 4
    assert visit.noise == []
    visit.page.close()


# for everybody

STATES = {
    "map": "",
    "filters": "mode=both&min=10",
    "layers": "tab=layers",
    "claims": "tab=claims&claim=border",
    "about": "tab=about",
    "place": "place=bela&mode=both",
    "area": "place=kirsa-governorate",
    "table": "face=table",
    "dark": "theme=dark&place=bela",
    "dark table": "theme=dark&face=table&tab=claims",
    "arabic": "lang=ar&place=bela&mode=both&km=130",
    "sorani": "lang=ckb&tab=layers",
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(visit: Callable[..., Page], state: str) -> None:
    page = visit(STATES[state])
    for summary in page.locator("#filters > summary, #unplaced > summary, .card summary").all()[:6]:
        summary.click()
    if "table" in state:
        page.click("[data-key=mentions]")
    assert [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in Axe().run(page).response["violations"]
    ] == []


@pytest.mark.parametrize("fragment", ["", "place=bela", "tab=layers&theme=dark", "face=table"])
def test_axe_finds_nothing_on_a_phone(visit: Callable[..., Page], fragment: str) -> None:
    page = visit(fragment, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page.evaluate("document.getElementById('panel').classList.remove('closed')")
    assert [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in Axe().run(page).response["violations"]
    ] == []


def walk(page: Page) -> list[str]:
    """Return all that Tab comes past, until it leaves the page."""
    page.evaluate("document.activeElement.blur()")
    seen: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        here = page.evaluate("""(({ id, className, textContent, dataset, tagName }) => tagName === 'BODY' ? ''
          : `${id || className || ''} ${(dataset.end || textContent || '').slice(0, 20)}`)(document.activeElement)""")
        if not here or (seen and here == seen[0]):
            return seen
        seen.append(here)
    return seen


@pytest.mark.parametrize("fragment", ["", "tab=layers", "face=table"])
def test_the_keyboard_walks_through_without_a_trap(visit: Callable[..., Page], fragment: str) -> None:
    page = visit(fragment)
    seen = walk(page)
    assert 10 < len(seen) < 60
    assert seen[0].startswith("skip")
    outlined = page.locator("#find").evaluate("(one) => (one.focus(), getComputedStyle(one).outlineStyle)")
    assert outlined == "solid"


def test_targets_are_large_enough(visit: Callable[..., Page]) -> None:
    page = visit("place=bela")
    targets = "button, select, summary, input:not([type=radio]), [role=slider]"
    small = f"""[...document.querySelectorAll('{targets}')].filter((one) => one.offsetParent).filter((one) => {{
      const {{ width, height }} = (one.closest('label') || one).getBoundingClientRect();
      return Math.min(width, height) < 24; }}).map((one) => one.outerHTML.slice(0, 120))"""
    assert page.evaluate(small) == []


def test_forced_colours_keep_what_is_chosen_apart(visit: Callable[..., Page]) -> None:
    page = visit("mode=both", forced_colors="active")
    chosen, other = [
        page.evaluate(f"getComputedStyle(document.querySelector('input[value={mode}] + span')).backgroundColor")
        for mode in ("both", "literal")
    ]
    assert chosen != other
