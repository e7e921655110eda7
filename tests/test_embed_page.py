"""Maps inside a page of somebody else's: under its strict policy, two at once, without scripts, and on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

from disputemap.render.html import Map
from tests.map_world import HOSTILE, make_mentions, make_relative

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from disputemap.geodata import GeoData

pytestmark = pytest.mark.browser
HOST = "http://127.0.0.1:8000/"  # nobody listens: the files are handed to the browser as a server would
KINDS = {".html": "text/html; charset=utf-8", ".png": "image/png", ".json": "application/json"}
POLICY = (
    "default-src 'none'; frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NAMES = ("first map.html", "second & map.html")


@pytest.fixture(scope="module")
def site(toy_data: GeoData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site: two maps, and a page that holds what embedding them asks to be pasted."""
    folder = tmp_path_factory.mktemp("site")
    for name, mentions, title in zip(
        NAMES, (make_mentions(), make_relative()), (" ".join(HOSTILE), "Second"), strict=True
    ):
        drawn = Map(mentions, geodata=toy_data, title=title)
        drawn.save(folder / name)
        drawn.save_embed(folder / name)
    pasted = "".join((folder / name).with_suffix(".embed.html").read_text(encoding="utf-8") for name in NAMES)
    (folder / "index.html").write_text(f"<!DOCTYPE html><title>host</title><h1>Report</h1>{pasted}", encoding="utf-8")
    return folder


@dataclass
class Visit:
    """An opened page and all that went wrong on it or in its frames."""

    page: Page
    noise: list[str] = field(default_factory=list)


@pytest.fixture
def visits() -> Iterator[list[Visit]]:
    """Return a list for the visits; at the end nothing may have gone wrong on any of them."""
    made: list[Visit] = []
    yield made
    for visit in made:
        visit.page.context.close()
        assert visit.noise == []


def open_site(browser: Browser, site: Path, visits: list[Visit], **options: Any) -> Page:  # noqa: ANN401 - of Playwright
    """Open the host page under its policy; what it asks for beside the site's own files is noise."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1000, "height": 1600}, **options)
    visit = Visit(context.new_page())
    visits.append(visit)

    def serve(route: Route) -> None:
        file = site / unquote(urlsplit(route.request.url).path.removeprefix("/"))
        if not route.request.url.startswith(HOST) or not file.is_file():
            visit.noise.append(f"request: {route.request.url}")
            route.abort()
            return
        headers = {"content-type": KINDS[file.suffix], "x-content-type-options": "nosniff"}
        headers |= {"content-security-policy": POLICY} if file.name == "index.html" else {}
        route.fulfill(body=file.read_bytes(), headers=headers)

    visit.page.route(re.compile("^(?!data:)"), serve)
    visit.page.on("console", lambda message: visit.noise.append(f"{message.type}: {message.text}"))
    visit.page.on("pageerror", lambda error: visit.noise.append(f"error: {error}"))
    visit.page.goto(f"{HOST}index.html")
    return visit.page


def test_two_maps_work_under_the_policy_of_their_host(browser: Browser, site: Path, visits: list[Visit]) -> None:
    page = open_site(browser, site, visits)
    first, second = (page.frame_locator("iframe").nth(number) for number in (0, 1))
    for one in (first, second):
        one.locator("#place-list [data-place]").first.wait_for(state="attached")
    assert first.locator("h1").text_content() == " ".join(HOSTILE)
    assert second.locator("h1").text_content() == "Second"
    assert first.locator("#place-list [data-place]").count() > 0
    second.locator("#place-list [data-place]").first.click()
    assert second.locator("#evidence-title").is_visible()
    assert first.locator("#evidence").is_hidden()
    assert page.evaluate("window.broken") is None


def test_the_host_sees_nothing_of_the_maps_and_they_nothing_of_it(
    browser: Browser, site: Path, visits: list[Visit]
) -> None:
    page = open_site(browser, site, visits)
    page.frame_locator("iframe").first.locator("#place-list [data-place]").first.wait_for(state="attached")
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
    frame = page.frames[1]
    assert frame.evaluate("(() => { try { return parent.document.title; } catch { return 'closed'; } })()") == "closed"
    assert frame.evaluate("window.origin") == "null"


def test_frames_have_a_name_a_size_and_wait_to_be_seen(browser: Browser, site: Path, visits: list[Visit]) -> None:
    page = open_site(browser, site, visits)
    frames = page.locator("iframe").all()
    assert [frame.get_attribute("title") for frame in frames] == [" ".join(HOSTILE), "Second"]
    assert [frame.get_attribute("loading") for frame in frames] == ["lazy", "lazy"]
    for frame in frames:
        box = frame.bounding_box()
        assert box is not None
        assert (box["width"] > 800, box["height"]) == (True, 640)


def test_without_scripts_there_is_a_picture_and_a_way_to_the_page(
    browser: Browser, site: Path, visits: list[Visit]
) -> None:
    page = open_site(browser, site, visits, java_script_enabled=False)
    pictures = page.locator("noscript img")
    pictures.nth(1).scroll_into_view_if_needed()
    assert pictures.count() == 2
    for picture in pictures.all():
        box = picture.bounding_box()
        assert box is not None
        assert box["height"] > 400
    assert page.locator("figcaption a").all_inner_texts()[1] == "Second"


def test_a_host_page_can_be_printed_with_its_maps(browser: Browser, site: Path, visits: list[Visit]) -> None:
    page = open_site(browser, site, visits)
    for number in (0, 1):
        page.frame_locator("iframe").nth(number).locator("#place-list [data-place]").first.wait_for(state="attached")
    assert page.pdf().startswith(b"%PDF")
    assert page.frame_locator("iframe").first.locator("#map canvas").count() > 0
