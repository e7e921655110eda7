"""What the page tells, in a real Chromium: a place and its mentions, claims, the table, files to take along."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import Polygon, shape

from tests.panel_world import FORMULA, focused, fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


pytestmark = pytest.mark.browser


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
