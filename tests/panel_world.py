"""A page of sixty mentions in a real Chromium, with the network blocked: what is on it, and how to read it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely.geometry import Point

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


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
