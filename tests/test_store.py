"""The page's data (`page/store.js`) and its counting (`page/counting.js`) in a real Chromium, without the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import disputemap.render
from disputemap.render.payload import MapData, map_data, to_island
from disputemap.table import to_frame
from tests.map_world import HOSTILE, make_mentions, make_relative

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Route

    from disputemap.geodata import GeoData

pytestmark = pytest.mark.browser

MODULES = Path(disputemap.render.__file__).parent / "page"
ADDRESS = "http://page.test/"
PAGE = """<!DOCTYPE html><meta charset="utf-8"><script type="text/plain" id="disputemap-data">%s</script>
<script type="module">import * as data from "./store.js"; import * as counting from "./counting.js";
await data.decode(); counting.startCounting();
window.store = { ...data, ...counting, get counts() { return counting.counts; } };</script>"""


@pytest.fixture(scope="module")
def open_store(browser: Browser) -> Callable[[MapData], Page]:
    """Return a function that opens a page with nothing but an island and the store."""

    def open_page(data: MapData) -> Page:
        def answer(route: Route) -> None:
            name = route.request.url.removeprefix(ADDRESS)
            if name:
                route.fulfill(path=MODULES / name, content_type="text/javascript")
            else:
                route.fulfill(body=PAGE % to_island(data), content_type="text/html")

        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(ADDRESS)
        page.wait_for_function("window.store")
        return page

    return open_page


@pytest.fixture(scope="module")
def data(toy_data: GeoData) -> MapData:
    """Return a map of all kinds of mentions."""
    frame = pd.concat([make_mentions(), make_relative()], ignore_index=True)
    frame["date"] = [f"2025-06-{day:02}" for day in range(1, len(frame))] + [None]
    frame["score"] = [(10 * row) % 100 / 100 for row in range(len(frame))]
    return map_data(frame, toy_data)


@pytest.fixture(scope="module")
def store(open_store: Callable[[MapData], Page], data: MapData) -> Page:
    """Return its store."""
    return open_store(data)


COUNTS = """(filters) => {
  store.resetFilters();
  store.setFilters(filters());
  const { all, literal, days, km, facets, ...rest } = store.counts;
  const places = store.DATA.places.map((place) => [place.place_id, all[place.index]]).filter(([, count]) => count);
  const facetCounts = { relations: facets.relations, themes: [...facets.themes], sources: [...facets.sources] };
  return { ...rest, ...facetCounts, all: Object.fromEntries(places), literal: [...literal], days: [...days.bins],
    undated: days.undated, km: [[...km.literal], [...km.associative]] };
}"""


def counts(store: Page, filters: str) -> dict[str, Any]:
    """Return what is counted under filters."""
    return dict(store.evaluate(f"({COUNTS})(() => ({filters}))"))


def test_records_come_out_as_they_went_in(store: Page, data: MapData) -> None:
    said = store.evaluate("Array.from({ length: store.ROWS.length }, (_, row) => store.mention(row))")
    found = sorted(said, key=lambda row: row["date"])  # each has its own
    wanted = sorted(data.mentions, key=lambda row: row.get("date", ""))
    for name in ("surface", "lang", "role", "doc", "title", "source", "reasons", "score"):
        assert [one.get(name) for one in found] == [one.get(name) for one in wanted]
    assert [one["text"] for one in found] == [one["sentence"] for one in wanted]
    said = [{key: value for key, value in row.get("modifier", {}).items() if value is not None} for row in wanted]
    assert [one.get("modifier") or {} for one in found] == said


def test_a_mention_tells_where_it_stands_in_its_document(store: Page, data: MapData) -> None:
    said = store.evaluate("Array.from({ length: store.ROWS.length }, (_, row) => store.mention(row))")
    found = [(one["date"], one["start"], one["end"]) for one in said]
    columns = (data.rows.table[name].to_pylist() for name in ("date", "start", "surface"))
    wanted = [(date or "", start, start + len(surface)) for date, start, surface in zip(*columns, strict=True)]
    assert sorted(found) == sorted(wanted)


def test_where_a_mention_stands_is_not_made_up(open_store: Callable[[MapData], Page], toy_data: GeoData) -> None:
    found = open_store(map_data(make_mentions().drop(columns="start"), toy_data)).evaluate("store.mention(0)")
    assert not {"start", "end"} & found.keys()


def test_a_place_outside_the_corridor_has_no_kilometre(
    open_store: Callable[[MapData], Page], toy_data: GeoData
) -> None:
    frame = make_mentions().assign(chainage_km=12.5, station_km=10.0)
    places = open_store(map_data(frame, toy_data)).evaluate(
        "store.DATA.places.map((one) => [one.place_id, one.chainage_km ?? null, one.station_km ?? null])"
    )
    told = {place_id: values for place_id, *values in places}
    assert (told["alba"], told["bela"]) == ([None, None], [12.5, 10])


def test_any_number_of_themes_can_be_filtered(open_store: Callable[[MapData], Page], toy_data: GeoData) -> None:
    themes = [[{"theme": f"theme-{number:02}", "cue": "so"}] for number in range(40)]
    rows = [
        {"doc": "a", "place_id": "alba", "surface": "Alba", "themes": told}
        for told in [*themes, themes[2] + themes[39] * 2]
    ]
    store = open_store(map_data(to_frame(rows), toy_data))
    assert [counts(store, f"{{ themes: new Set([{number}]) }}")["mentions"] for number in (2, 34, 39)] == [2, 1, 2]
    assert counts(store, "{}")["themes"] == [1, 1, 2, *[1] * 36, 2]


def test_rows_of_a_place_are_neighbours(store: Page) -> None:
    assert store.evaluate("""store.DATA.places.every((place) =>
      [...place.mentions, ...place.areaOf].every((row) => store.ROWS.place[row] === place.index)
      && [...place.mentions].every((row) => store.ROWS.areaOf[row] === -1)
      && [...place.areaOf].every((row) => store.ROWS.areaOf[row] >= 0))""")
    assert store.evaluate("[...store.DATA.unplaced].map((row) => store.mention(row).surface)") == ["Nowhere"]


def test_names_are_marked_in_code_points(store: Page) -> None:
    wrong = store.evaluate("""Array.from({ length: store.ROWS.length }, (_, row) => store.mention(row)).filter((one) =>
      one.mark.length && Array.from(one.text).slice(one.mark[0], one.mark[1]).join("") !== one.surface).length""")
    assert wrong == 0
    between = store.evaluate("store.mention(store.PLACES.get('~between/alba/bela').mentions[0])")
    assert [between["text"][a:b] for a, b in zip(between["mark"][::2], between["mark"][1::2], strict=True)] == [
        "Alba",
        "Bela",
    ]


def test_chains_lead_both_ways(store: Page) -> None:
    area = store.evaluate("store.mention(store.PLACES.get('kirsa-governorate').areaOf[0])")
    head = store.evaluate("(row) => store.mention(row)", area["area_of"])
    assert area["row"] in head["areas"]


def test_geometries_are_those_that_went_in(store: Page, data: MapData) -> None:
    for place in data.places:
        found = store.evaluate("(id) => store.shapes(store.PLACES.get(id).geometry)", place["place_id"])
        shape = place["geometry"]
        assert (found and found["type"]) == (shape and shape["type"])
        if shape and shape["type"] == "Polygon":
            flat = [degrees for ring in found["coordinates"] for pair in ring for degrees in pair]
            assert flat == pytest.approx(
                [degrees for ring in shape["coordinates"] for pair in ring for degrees in pair], abs=5e-5
            )


def passes(row: dict[str, Any], **wanted: Any) -> bool:  # noqa: ANN401 - a filter's value
    """Tell whether a mention passes filters, worked out from its record."""
    role = row.get("role") or "literal"
    day = row.get("date")
    return all(
        (
            "item" in row and "area_of" not in row,
            wanted.get("mode", "literal") in (role, "both"),
            round(100 * row["score"]) >= wanted.get("score", 0),
            wanted.get("relation") in (row.get("relation"), None),
            wanted.get("since", "") <= (day or "9"),
            wanted.get("source") in (row["source"], None),
            "theme" not in wanted or any(theme["theme"] == wanted["theme"] for theme in row.get("themes", ())),
        )
    )


USUAL: dict[str, dict[str, Any]] = {
    "mode": {"mode": "both"}, "since": {"since": ""}, "relation": {"relation": None}, "source": {"source": None},
}  # fmt: skip


def passing(data: MapData, **wanted: Any) -> int:  # noqa: ANN401 - a filter's value
    """Return how many mentions pass filters."""
    return sum(passes(row, **wanted) for row in data.mentions)


OUTLET = "The Norland Post"


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ("{}", {}),
        ("{ mode: 'associative' }", {"mode": "associative"}),
        ("{ mode: 'both', score: 40 }", {"mode": "both", "score": 40}),
        ("{ mode: 'both', relations: new Set(['inside']) }", {"mode": "both", "relation": "inside"}),
        ("{ mode: 'both', from: store.dayOf('2025-06-05') }", {"mode": "both", "since": "2025-06-05"}),
        (f"{{ sources: new Set([store.DATA.outlets.indexOf('{OUTLET}')]) }}", {"source": OUTLET}),
        ("{ mode: 'both', themes: new Set([0]) }", {"mode": "both", "theme": HOSTILE[2]}),
    ],
)  # fmt: skip
def test_counts_are_those_of_the_records(store: Page, data: MapData, filters: str, wanted: dict[str, Any]) -> None:
    found = counts(store, filters)
    rows = [row for row in data.mentions if passes(row, **wanted)]
    assert found["all"] == {item: [row["item"] for row in rows].count(item) for item in {row["item"] for row in rows}}
    assert (found["mentions"], found["places"]) == (len(rows), len({row["item"] for row in rows}))
    assert sum(found["literal"]) == sum((row.get("role") or "literal") == "literal" for row in rows)
    without = {name: passing(data, **wanted | usual) for name, usual in USUAL.items()}
    assert found["by"]["both"] == without["mode"]
    assert sum(found["days"]) + found["undated"] == without["since"]
    assert sum(found["relations"].values()) == without["relation"]
    assert sum(found["sources"]) == without["source"]


def test_what_has_no_date_can_be_left_out(store: Page) -> None:
    every, dated = (counts(store, f"{{ mode: 'both', undated: {word} }}") for word in ("true", "false"))
    assert every["mentions"] - dated["mentions"] == every["undated"]


def test_a_piece_of_the_corridor_can_be_chosen(store: Page) -> None:
    found = counts(store, "{ mode: 'both', km: 13 }")
    assert found["all"] == {"bela": 1}  # at kilometre 137
    assert found["km"][0][13] == 1


def test_listeners_are_told_once(store: Page) -> None:
    heard = store.evaluate("""() => { let times = 0; const stop = store.onFilter(() => { times += 1; });
      store.setFilters({ mode: 'both', score: 50 }); stop(); store.resetFilters(); return times; }""")
    assert heard == 1


def test_pages_of_rows_hold_those_that_pass(store: Page) -> None:
    pages = store.evaluate("""() => { store.resetFilters(); store.setFilters({ mode: 'both' });
      const at = store.PLACES.get('alba').index; return [store.rowsOf(at), store.rowsOf(at, 1, 1)]; }""")
    assert (len(pages[0]), pages[1]) == (3, pages[0][1:2])


def test_years_of_news_are_counted_by_month(open_store: Callable[[MapData], Page], toy_data: GeoData) -> None:
    rows = [
        {"doc": str(at), "place_id": "alba", "surface": "Alba", "date": date}
        for at, date in enumerate(["2019-12-31", "2020-01", "2022", "2022-01-31", "soon"])
    ]
    page = open_store(map_data(to_frame(rows), toy_data))
    days = page.evaluate("({ ...store.counts.days, bins: [...store.counts.days.bins] })")
    assert (days["step"], days["undated"], len(days["bins"])) == ("month", 1, 26)
    assert (days["bins"][:2], days["bins"][25]) == ([1, 1], 2)
