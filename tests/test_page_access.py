"""The page for everybody, in a real Chromium: on phones, on paper, in frames, by keyboard, read aloud."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.panel_world import Visit, listen

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page


pytestmark = pytest.mark.browser


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
