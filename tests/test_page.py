"""The page in a real Chromium, with the network blocked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from disputemap.pipeline import geoparse
from disputemap.render.html import Map
from tests.map_world import HOSTILE, make_mentions, make_relative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

    from disputemap.geodata import GeoData

pytestmark = pytest.mark.browser


@dataclass
class Visit:
    """An opened page and all that it said or asked for beside showing itself."""

    page: Page
    noise: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def html(toy_data: GeoData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the hostile mentions, as a file."""
    path = tmp_path_factory.mktemp("page") / "map.html"
    Map(make_mentions(), geodata=toy_data, title=" ".join(HOSTILE)).save(path)
    return path


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the five Arabic digests with the shipped data."""
    path = tmp_path_factory.mktemp("digests") / "map.html"
    Map(geoparse(Path(__file__).parents[1] / "seeds" / "ar")).save(path)
    return path


@pytest.fixture(scope="module")
def relatives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of texts in three languages that tell of relative places, chains and events."""
    path = tmp_path_factory.mktemp("relatives") / "map.html"
    Map(geoparse(Path(__file__).parent / "data" / "relative_places")).save(path)
    return path


@pytest.fixture
def visit(browser: Browser, html: Path) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens the page offline; at the end nothing may have been asked for or complained of."""
    visits: list[Visit] = []

    def open_page(path: Path = html, **options: Any) -> Visit:  # noqa: ANN401 - what Playwright takes
        settings: dict[str, Any] = {"locale": "en-GB", "offline": True} | options
        context = browser.new_context(**settings)
        visit = Visit(context.new_page())
        visits.append(visit)
        listen(visit, path.as_uri())
        visit.page.goto(path.as_uri())
        visit.page.wait_for_selector("#place-list button", state="attached")
        return visit

    yield open_page
    for visit in visits:
        visit.page.context.close()
        assert visit.noise == []


def listen(visit: Visit, address: str) -> None:
    """Write down requests, messages, errors and breaches of the policy; let only the page itself through."""

    def only_the_page(route: Route) -> None:
        if route.request.url == address:
            route.continue_()
        else:
            visit.noise.append(f"request: {route.request.url}")
            route.abort()

    visit.page.route(re.compile("^(?!data:)"), only_the_page)
    visit.page.on("console", lambda message: visit.noise.append(f"{message.type}: {message.text}"))
    visit.page.on("pageerror", lambda error: visit.noise.append(f"error: {error}"))
    visit.page.add_init_script("addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.blockedURI))")


def counts(page: Page) -> dict[str, str]:
    """Return the list of places with the number beside each."""
    page.wait_for_timeout(200)  # lists follow the filters a little later
    items = page.locator("#place-list [data-place]").all()
    return {item.locator("bdi").inner_text(): item.locator(".count").inner_text() for item in items}


def in_view(page: Page) -> list[str]:
    """Return the ids of the places in view, as the map lists them for the keyboard."""
    page.focus("#in-view")
    return [str(item.get_attribute("data-place")) for item in page.locator("#in-view [data-place]").all()]


def test_it_opens_without_a_sound(visit: Callable[..., Visit]) -> None:
    page = visit().page
    assert page.locator("#map canvas").count() > 0
    assert page.locator("#caption").inner_text().startswith("As of June 2025")
    assert "not a boundary" in page.locator("#caption").inner_text()
    assert page.locator(".leaflet-control-scale-line").inner_text().endswith("km")


def test_hostile_text_is_shown_as_typed(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.check("input[value=both]", force=True)
    assert page.locator("h1").text_content() == " ".join(HOSTILE)
    counts(page)  # waits for the list
    seen = ""
    for button in page.locator("#place-list [data-place]").all():
        button.click()
        seen += page.locator("#evidence").text_content() or ""
        page.keyboard.press("Escape")
    assert [text for text in HOSTILE if seen.count(text) < 4] == []  # source, title, and twice in the sentence
    assert page.evaluate("window.broken") is None
    assert page.locator("#evidence img, #evidence script").count() == 0


def test_the_name_is_marked_in_its_sentence(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.locator("#place-list button", has_text="Alba").click()
    assert page.locator("#evidence mark").all_inner_texts() == ["Alba"]
    assert page.locator("#evidence blockquote").get_attribute("dir") == "auto"


def test_the_switch_changes_what_is_counted(visit: Callable[..., Visit]) -> None:
    page = visit().page
    literal = counts(page)
    assert literal["Alba"] == "1"
    assert "Norland" not in literal
    assert "Far Land" in literal  # listed although it cannot be drawn
    page.check("input[value=both]", force=True)
    assert counts(page)["Alba"] == "2"
    page.check("input[value=associative]", force=True)
    assert counts(page) == {"Alba": "1", "Free Hills": "1", "Norland": "1"}
    assert page.locator("#mode-help").inner_text().startswith("Associative")
    assert in_view(page) == ["alba", "free-hills", "norland"]


def test_what_could_not_be_placed_is_told_with_its_reason(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.locator("#unplaced summary").first.click()
    assert "no place of this name" in page.locator("#unplaced").inner_text()
    assert "Nowhere" in page.locator("#unplaced").inner_text()


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("ckb", "rtl"), ("en", "ltr")])
def test_language_turns_the_page(visit: Callable[..., Visit], code: str, direction: str) -> None:
    page = visit(locale="ar" if code == "en" else "en-GB").page
    page.click(f"#languages [lang={code}]")
    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (code, direction)
    assert {"ar": "ألبا", "ckb": "ئەلبا", "en": "Alba"}[code] in counts(page)


def test_the_readers_own_language_comes_first(visit: Callable[..., Visit]) -> None:
    assert visit(locale="ar-IQ").page.locator("html").get_attribute("lang") == "ar"


def test_dark_pages_follow_the_reader(visit: Callable[..., Visit]) -> None:
    page = visit(color_scheme="dark").page
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.select_option("#theme", "light")
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_the_keyboard_alone_reaches_the_evidence_and_comes_back(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.place || ''"):
            break
    place = page.evaluate("document.activeElement.dataset.place")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "evidence-title"
    page.keyboard.press("Escape")
    assert page.locator("#evidence").is_hidden()
    assert page.evaluate("document.activeElement.dataset.place") == place


def test_marks_on_the_map_answer_to_the_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit().page
    for _ in range(in_view(page).index("alba")):
        page.keyboard.press("ArrowDown")
    assert page.locator("#in-view [aria-selected=true]").inner_text().split() == ["Alba", "populated", "place", "1"]
    page.keyboard.press("Enter")
    assert page.locator("#evidence-title").inner_text() == "Alba"


def test_a_layer_can_be_hidden(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.click("#tab-layers")
    before = page.locator("#map").screenshot()
    page.uncheck("input[value=strip-typical]")
    assert page.locator("#map").screenshot() != before
    assert page.locator(".layers .swatch").count() > 5


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_a_phone_shows_the_map_and_scrolls_one_way_only(visit: Callable[..., Visit], locale: str) -> None:
    page = visit(locale=locale, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True).page
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.querySelector('#map').clientHeight") > 300
    page.tap("#handle")
    page.locator("#place-list button").first.tap()
    assert page.locator("#evidence-title").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.getElementById('sheet').scrollWidth <= document.getElementById('sheet').clientWidth")


def test_the_digests_name_their_places_at_the_right_level(visit: Callable[..., Visit], digests: Path) -> None:
    page = visit(digests).page
    areas = {"kirkuk-governorate", "diyala-governorate", "salah-al-din-governorate"}
    areas.add("~sector/nineveh-governorate/270")  # "in the west of Nineveh governorate"
    listed = {button.get_attribute("data-place") for button in page.locator("#place-list [data-place]").all()}
    assert areas | {"makhmour", "mosul", "rashad", "khor-mor-field"} <= listed
    assert areas <= set(in_view(page))


def test_governments_are_not_counted_until_the_switch_says_so(visit: Callable[..., Visit], digests: Path) -> None:
    page = visit(digests).page
    literal = int(counts(page).get("Baghdad", "0"))
    page.check("input[value=both]", force=True)
    assert int(counts(page)["Baghdad"]) > literal


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en", ("South of Kirkuk", "20 km south of Kirkuk", "Near Makhmour", "Between Tuz Khurmatu and Daquq")),
        ("ar", ("جنوب كركوك", "20 كم جنوب كركوك", "قرب مخمور", "أطراف الموصل", "على بعد 30 كم من خانقين")),
        ("ckb", ("باشووری کەرکووک", "20 کم لە باشووری کەرکووک", "نزیک مەخموور", "دەوروبەری مووسڵ")),
    ],
)
def test_relative_places_are_named_in_the_readers_language(
    visit: Callable[..., Visit], relatives: Path, code: str, names: tuple[str, ...]
) -> None:
    page = visit(relatives).page
    page.click(f"#languages [lang={code}]")
    assert set(names) <= counts(page).keys()


def test_relative_places_are_drawn_as_what_is_meant(visit: Callable[..., Visit], relatives: Path) -> None:
    page = visit(relatives).page
    numbers = counts(page)
    assert (numbers["South of Kirkuk"], numbers["Kirkuk"]) == ("3", "3")  # Kirkuk is what "the city" refers to
    drawn = in_view(page)
    assert "~sector/kirkuk/180" in drawn
    assert any(place.startswith("~within/daquq-district") for place in drawn)
    page.locator("#place-list button", has_text="20 km south of Kirkuk").click()
    evidence = page.locator("#evidence").inner_text()
    assert re.search(r"known within \d+ km", evidence)
    assert re.search(r"Said of the place\s+20 km south of", evidence)
    assert re.search(r"Likely right: \d\d%", evidence)
    assert re.search(r"Attack attacked\s+ACLED: Battles", evidence)


def test_references_are_shown_with_their_words(visit: Callable[..., Visit], relatives: Path) -> None:
    page = visit(relatives).page
    page.locator("#place-list button[data-place=kirkuk]").click()
    assert page.locator("#evidence mark").all_inner_texts() == ["المدينة", "شارەکە", "The city"]
    assert page.locator("#evidence .chip", has_text="refers back").count() == 3


def test_areas_in_a_chain_are_not_counted_but_reached(visit: Callable[..., Visit], relatives: Path) -> None:
    page = visit(relatives).page
    listed = {button.get_attribute("data-place") for button in page.locator("#place-list [data-place]").all()}
    assert "hawija-district" in listed
    assert not {"kirkuk-governorate", "iraq", "daquq-district"} & listed
    assert "kirkuk-governorate" not in in_view(page)
    page.locator("#place-list button[data-place=hawija-district]").click()
    page.locator("#evidence dd button", has_text="Kirkuk").first.click()
    assert page.locator("#evidence-title").inner_text() == "Kirkuk Governorate"
    assert "Mentions: 0" in page.locator("#evidence").inner_text()
    assert page.locator("#area-of").inner_text() == "Named as the area of another place: 3"
    page.locator("#evidence dd button", has_text="Hawija").first.click()
    assert page.locator("#evidence-title").inner_text() == "Hawija District"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.place") == "hawija-district"


def test_hostile_relative_places_are_shown_as_typed(
    visit: Callable[..., Visit], toy_data: GeoData, tmp_path: Path
) -> None:
    Map(make_relative(), geodata=toy_data).save(tmp_path / "map.html")
    page = visit(tmp_path / "map.html").page
    page.locator("#place-list button", has_text=HOSTILE[2]).click()
    assert page.locator("#evidence-title").inner_text() == f"Inside Norvik: {HOSTILE[2]}"
    page.locator("#evidence dd button", has_text="Kirsa").click()
    page.click("#back")
    page.locator("#place-list button", has_text="South of Alba").click()
    assert (page.locator("#evidence").text_content() or "").count(HOSTILE[2]) == 4  # modifier, theme, cue, event type
    assert page.evaluate("window.broken") is None


def test_jupyter_shows_it_in_a_closed_frame(browser: Browser, toy_data: GeoData, tmp_path: Path) -> None:
    notebook = tmp_path / "notebook.html"
    frame = Map(make_mentions(), geodata=toy_data, title=" ".join(HOSTILE))._repr_html_()
    notebook.write_text(f"<!DOCTYPE html><meta charset='utf-8'><body>{frame}", encoding="utf-8")
    visit = Visit(browser.new_page(locale="en-GB"))
    listen(visit, notebook.as_uri())
    visit.page.goto(notebook.as_uri())
    inside = visit.page.frame_locator("iframe")
    inside.locator("#place-list button").first.wait_for(state="attached")
    assert inside.locator("h1").text_content() == " ".join(HOSTILE)
    assert inside.locator("#place-list button").count() > 0
    assert visit.noise == []
    visit.page.close()
