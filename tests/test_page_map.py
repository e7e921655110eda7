"""The map of the page in a real Chromium: what is drawn, pointed at, chosen and named; and its pure functions."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from shapely.geometry import Point

from disputemap.render.html import Map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from disputemap.geodata import GeoData

pytestmark = pytest.mark.browser

GEOMETRY = Path(__file__).parents[1] / "src" / "disputemap" / "render" / "page" / "geometry.js"
SQUARE = "[[[0,0],[8,0],[8,8],[0,8],[0,0]]]"
L_SHAPE = "[[[0,0],[2,0],[2,5],[8,5],[8,8],[0,8],[0,0]]]"
TOWN = "{ x: 9, y: 9, width: 9, height: 9, weight: 1, offsets: [[0, 0]] }"
LINE = "[[0,0],[10,0],[10,5]],[0,10,15]"


@dataclass
class Visit:
    """An opened page and what it complained of."""

    page: Page
    noise: list[str] = field(default_factory=list)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a position is on the screen: the page starts at a known view in Web Mercator."""
        x, y = self.page.evaluate("([lon, lat]) => window.spotOf(lon, lat)", [lon, lat])
        return float(x), float(y)

    def click(self, lon: float, lat: float) -> None:
        """Click at a position."""
        self.page.mouse.click(*self.at(lon, lat))

    def picture(self) -> bytes:
        """Return what the map looks like, once its names have settled."""
        self.page.wait_for_timeout(350)
        return self.page.locator("#map").screenshot()


def _row(place_id: str, name: str, lon: float, lat: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any cell
    return {
        "doc": "toy.txt", "start": 0, "surface": name, "lang": "en", "place_id": place_id, "name": name, "lon": lon,
        "lat": lat, "feature": "populated_place", "accuracy_m": 2000.0, "role": "literal", "score": 0.9, "reasons": [],
        "candidates": [], "modifier": None, "date": "2025-06-03", "source": "The Post", "title": "On it",
        "themes": [], "sentence": f"{name} it is.", "sentence_start": 0,
    } | more  # fmt: skip


def make_towns() -> gpd.GeoDataFrame:
    """Return mentions of two towns far apart, of two at one spot, of a governorate, and of forty towns in a row."""
    rows = [
        *[_row("alba", "Alba", 14.0, 53.0)] * 3,
        _row("bela", "Bela", 15.0, 52.0),
        _row("twin-a", "Twin A", 16.0, 53.0),
        _row("twin-b", "Twin B", 16.0, 53.0, role="associative"),
        *[_row("twin-b", "Twin B", 16.0, 53.0)] * 2,
        _row("kirsa-governorate", "Kirsa", 15.0, 51.0, feature="adm1", accuracy_m=150000.0),
        *[_row(f"row-{number:02}", f"Row town {number}", 13.5 + 0.03 * number, 50.6) for number in range(40)],
    ]
    return gpd.GeoDataFrame(rows, geometry=[Point(row["lon"], row["lat"]) for row in rows], crs="EPSG:4326")


@pytest.fixture(scope="module")
def html(toy_data: GeoData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the towns."""
    path = tmp_path_factory.mktemp("page") / "map.html"
    Map(make_towns(), geodata=toy_data).save(path)
    return path


@pytest.fixture
def visit(browser: Browser, html: Path) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens the page offline; at the end nothing may have been complained of."""
    visits: list[Visit] = []

    def open_page(**options: Any) -> Visit:  # noqa: ANN401 - what Playwright takes
        settings: dict[str, Any] = {"locale": "en-GB", "offline": True, "viewport": {"width": 1280, "height": 800}}
        visit = Visit(browser.new_context(**settings | options).new_page())
        visits.append(visit)
        visit.page.on("console", lambda message: visit.noise.append(f"{message.type}: {message.text}"))
        visit.page.on("pageerror", lambda error: visit.noise.append(f"error: {error}"))
        visit.page.add_init_script(WATCH)
        visit.page.goto(html.as_uri())
        visit.page.wait_for_selector("#place-list button", state="attached")
        visit.page.wait_for_timeout(400)
        return visit

    yield open_page
    for visit in visits:
        visit.page.context.close()
        assert visit.noise == []


# keeps the map that Leaflet makes, and all that is written on canvases with the box that it takes
WATCH = """(() => {
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down, width } = this.measureText(text);
    window.written.push([text, x, y - up, x + width, y + down, this.direction]);
    return write.apply(this, arguments);
  };
  let leaflet;
  Object.defineProperty(window, "L", { get: () => leaflet, set(value) { leaflet = value;
    value.Map.addInitHook(function () { window.theMap = this; }); }, configurable: true });
  window.spotOf = (lon, lat) => { const { x, y } = window.theMap.latLngToContainerPoint([lat, lon]);
    const { left, top } = document.getElementById("map").getBoundingClientRect(); return [left + x, top + y]; };
})()"""
REDRAW = "() => { window.written = []; window.theMap.fire('moveend'); return window.written; }"


def in_view(page: Page) -> list[str]:
    """Return the ids of the places in view, as the list for the keyboard has them."""
    page.focus("#in-view")
    return [str(item.get_attribute("data-place")) for item in page.locator("#in-view [data-place]").all()]


def test_a_click_on_a_place_opens_it(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.click(14, 53)
    assert here.page.locator("#evidence-title").inner_text() == "Alba"


def test_a_click_on_an_area_opens_it(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.click(15.6, 51.2)
    assert "Kirsa" in here.page.locator("#evidence-title").inner_text()


def test_places_at_one_spot_are_offered_in_a_list(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.click(16, 53)
    options = here.page.locator("#in-view [role=option]")
    assert {one.locator("bdi").inner_text() for one in options.all()} == {"Twin A", "Twin B"}
    here.page.keyboard.press("ArrowDown")
    wanted = here.page.locator("#in-view [aria-selected=true] bdi").inner_text()
    here.page.keyboard.press("Enter")
    assert here.page.locator("#evidence-title").inner_text() == wanted


def test_the_list_closes_on_escape_and_gives_the_focus_to_the_map(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.click(16, 53)
    here.page.keyboard.press("Escape")
    assert here.page.evaluate("document.activeElement.id") == "map"
    assert here.page.evaluate("getComputedStyle(document.getElementById('in-view')).clipPath") != "none"
    here.click(16, 53)
    here.page.locator("#in-view li", has_text="Twin B").click()
    assert here.page.locator("#evidence-title").inner_text() == "Twin B"


def test_the_map_is_one_tab_stop_and_the_list_of_places_the_next(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.focus("#map")
    assert page.locator("#map [tabindex='0']").count() == 0
    assert page.evaluate("document.getElementById('map').getAttribute('role')") == "application"
    assert "Arrow keys" in str(page.locator("#map").get_attribute("aria-label"))
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert "in-view" in stops
    assert sum("leaflet-control-zoom" in stop for stop in stops) == 2


def test_arrows_move_the_map_and_signs_zoom_it(visit: Callable[..., Visit]) -> None:
    page = visit(reduced_motion="reduce").page
    page.focus("#map")
    before = page.evaluate("[theMap.getCenter().lng, theMap.getZoom()]")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    page.keyboard.press("+")
    page.wait_for_timeout(300)
    after = page.evaluate("[theMap.getCenter().lng, theMap.getZoom()]")
    assert after[0] > before[0]
    assert after[1] > before[1]


def test_the_list_is_walked_by_keys_and_shows_where_each_place_is(visit: Callable[..., Visit]) -> None:
    here = visit()
    assert in_view(here.page)[:2] == ["alba", "twin-b"]
    first = here.picture()
    here.page.keyboard.press("ArrowDown")
    assert here.page.locator("#in-view").get_attribute("aria-activedescendant") == "in-view-1"
    assert here.picture() != first  # another place is ringed
    here.page.keyboard.press("End")
    assert here.page.locator("#in-view li").last.get_attribute("aria-selected") == "true"
    here.page.keyboard.press("Home")
    here.page.keyboard.press("Enter")
    assert here.page.locator("#evidence-title").inner_text() == "Alba"


def test_only_places_in_view_are_listed(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.evaluate("theMap.setView([53, 14], 10, { animate: false })")
    assert in_view(page) == ["alba"]


def test_pointing_at_a_place_rings_and_names_it(visit: Callable[..., Visit]) -> None:
    here = visit()
    before = here.picture()
    here.page.mouse.move(*here.at(15, 52))
    assert here.page.locator(".tip").inner_text() == "Bela1"  # with a gap between them
    assert here.picture() != before
    here.page.mouse.move(*here.at(13.2, 53.7))
    assert here.page.locator(".tip").is_hidden()


def test_a_finger_need_not_hit_exactly(visit: Callable[..., Visit]) -> None:
    here = visit(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    x, y = here.at(14, 53)
    here.page.touchscreen.tap(x + 15, y + 13)  # 20 pixels off
    assert here.page.locator("#evidence-title").inner_text() == "Alba"


def test_two_fingers_zoom_the_map_and_not_the_page(visit: Callable[..., Visit]) -> None:
    page = visit(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}).page
    before = page.evaluate("theMap.getZoom()")
    fingers = page.context.new_cdp_session(page)
    for kind, apart in [("touchStart", 20), *(("touchMove", apart) for apart in range(24, 90, 6)), ("touchEnd", 0)]:
        points = [{"x": 195 - apart, "y": 400, "id": 0}, {"x": 195 + apart, "y": 400, "id": 1}] if apart else []
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)
    page.wait_for_timeout(600)
    assert page.evaluate("theMap.getZoom()") >= before + 1
    assert page.evaluate("visualViewport.scale") == 1


@pytest.mark.parametrize("code", ["en", "ar", "ckb"])
def test_names_do_not_cover_each_other(visit: Callable[..., Visit], code: str) -> None:
    page = visit().page
    page.click(f"[data-lang={code}]")
    page.wait_for_timeout(400)
    written = page.evaluate(REDRAW)
    boxes = [(text, *box) for text, *box in written]
    assert len(boxes) > 10
    overlaps = [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[1] < b[3] - 1 and b[1] < a[3] - 1 and a[2] < b[4] - 1 and b[2] < a[4] - 1
    ]
    assert overlaps == []


def test_weightier_names_come_first_and_more_of_them_nearer_by(visit: Callable[..., Visit]) -> None:
    page = visit().page
    far = {text for text, *_ in page.evaluate(REDRAW)}
    assert {"Alba", "Twin B"} <= far
    assert sum("Row town" in text for text in far) < 40
    page.evaluate("theMap.setView([50.6, 14.1], 9.5, { animate: false })")
    near = {text for text, *_ in page.evaluate(REDRAW)}
    assert sum("Row town" in text for text in near) > sum("Row town" in text for text in far)


def test_arabic_names_are_written_from_right_to_left(visit: Callable[..., Visit]) -> None:
    page = visit(locale="ar").page
    assert {"ألبا": "rtl"}.items() <= {text: way for text, *_, way in page.evaluate(REDRAW)}.items()


def test_layers_are_switched_and_their_names_go_with_them(visit: Callable[..., Visit]) -> None:
    here = visit()
    before = here.picture()
    assert "Kirsa" in {text for text, *_ in here.page.evaluate(REDRAW)}
    here.page.locator("[role=tab]", has_text="Legend").click()
    here.page.uncheck("input[value=places-points]")
    assert here.picture() != before
    assert "Alba" not in {text for text, *_ in here.page.evaluate(REDRAW)}
    assert in_view(here.page) == ["kirsa-governorate"]


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_colours_follow_the_reader(visit: Callable[..., Visit], options: dict[str, Any]) -> None:
    assert visit(**options).picture() != visit().picture()


def test_a_claim_shows_its_piece_of_the_line_if_it_implies_one(visit: Callable[..., Visit]) -> None:
    here = visit()
    before = here.picture()
    here.page.locator("[role=tab]", has_text="Claims").click()
    shown = {}
    for choice in here.page.locator("[name=claim]").all():
        choice.check(force=True)
        shown[choice.get_attribute("value")] = here.picture() != before
    assert shown == {"": False, "border": True, "holes": False, "bela-width": True, "east": True}


def test_pointing_at_the_line_tells_the_kilometre(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.page.mouse.move(*here.at(15, 52.005))
    here.page.wait_for_timeout(100)
    said = [text for text, *_ in here.page.evaluate("window.written") if text.startswith("km ")]
    assert said[-1] in {"km 137", "km 138"}  # half of the toy's 274.7 km


def test_filters_change_what_is_drawn(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.check("input[value=associative]", force=True)
    page.wait_for_timeout(500)
    assert in_view(page) == ["twin-b"]


def pure(expression: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what the pure functions of the map say, as node works it out."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    source = b64encode(GEOMETRY.read_bytes()).decode("ascii")
    rounded = "(_, value) => (typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value)"
    said = f"console.log(JSON.stringify({expression}, {rounded}))"
    script = f"import * as g from 'data:text/javascript;base64,{source}'; {said}"
    command = [node, "--input-type=module", "-e", script]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("g.world(0, 0)", [128, 128]),
        ("g.lonLat(...g.world(44, 35)).map((x) => +x.toFixed(9))", [44, 35]),
        ("g.chainages([[0, 0], [1, 0], [2, 0]], 30)", [0, 15, 30]),
        (f"g.pointAt({LINE}, 12.5)", [10, 2.5]),
        (f"g.pointAt({LINE}, 99)", [10, 5]),
        (f"g.pieceOf({LINE}, 5, 12.5)", [[5, 0], [10, 0], [10, 2.5]]),
        (f"g.nearestOn({LINE}, 4, 3)", {"km": 4, "distance": 3}),
        (f"g.nearestOn({LINE}, 13, 9)", {"km": 15, "distance": 5}),
        ("g.radiusOf(0, 10, 1)", 0),
        ("(g.radiusOf(4, 9, 1) - 4.5) / (g.radiusOf(1, 9, 1) - 4.5)", 2),
        ("g.crowding(10, 0)", 1),
        ("g.circlesAt([{ x: 0, y: 0, r: 5 }, { x: 30, y: 0, r: 5 }], 4, 0, 22).length", 1),
        ("g.circlesAt([{ x: 0, y: 0, r: 5 }, { x: 30, y: 0, r: 5 }], 16, 0, 22).map(({ x }) => x)", [30, 0]),
        ("g.circlesAt([{ x: 0, y: 0, r: 5 }], 50, 0, 22)", []),
        (f"g.inside({SQUARE})", [4, 4]),
        (f"g.inside({L_SHAPE})[1] > 5", True),
        (f"g.settle([{TOWN}], 99, 99)[0].box", [9, 9, 18, 18]),
        (f"g.settle([{{ ...{TOWN}, offsets: [[-10, 0], [8, 0]] }}], 99, 99)[0].box", [17, 9, 26, 18]),
        (f"g.settle([{TOWN}, {{ ...{TOWN}, weight: 2 }}], 99, 99).map(({{ weight }}) => weight)", [2]),
        (f"g.settle([{TOWN}], 99, 99, [[0, 0, 50, 50]])", []),
    ],
)  # fmt: skip
def test_pure_functions(expression: str, answer: object) -> None:
    assert pure(expression) == answer
