"""Seven hundred hostile texts in every field: shown as typed, obeyed by nothing, in the page and in Python."""

from __future__ import annotations

import csv
import io
import re
import sys
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from disputemap.exports import FORMATS, Options, save_tables, to_text
from disputemap.pipeline import geoparse
from disputemap.render.assets import leaflet_js
from disputemap.render.figure import figure
from disputemap.render.html import Map
from disputemap.render.lettering import Lettering, plain
from disputemap.render.marks import NAME_LENGTH
from disputemap.render.sheet import Sheet, drawing
from disputemap.table import of_frame
from tests.chromium import REMEDY, find_chromium
from tests.hostile import HACK, PROBE, PRODUCT, corpus
from tests.hostile_world import make_documents, make_mentions, make_package, marked, typed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from playwright.sync_api import Page, Route

    from disputemap.geodata import GeoData

TEXTS = typed()
OWN = re.compile(r"file:.*/\w+\.html$|data:")
AT_ONCE = 60  # titles on a page
TITLES = [" ¦ ".join(TEXTS[start : start + AT_ONCE]) for start in range(0, len(TEXTS), AT_ONCE)]
LONGEST_NAME = 200  # bytes
HIDDEN = (".", "~$")  # such files in a folder are passed over
FORMULA, NUMBER = tuple("=+-@\t\r"), re.compile(r"[+-]?[\d.]+")
SVG_PARTS = {
    "svg", "title", "desc", "metadata", "RDF", "Work", "type", "format", "creator", "Agent", "defs", "style", "g",
    "path", "use", "clipPath", "rect", "pattern",
}  # fmt: skip
# opens each place as a reader would, and returns what then stands there; unseen, since nothing need be laid out
PLACES = """() => { document.body.style.display = 'none';
  let more; while ((more = document.querySelector('#place-list .more:not([hidden])'))) more.click();
  const told = Object.fromEntries([...document.querySelectorAll('#place-list [data-place]')].map((button) => {
    button.click();
    return [button.dataset.place, document.getElementById('evidence').textContent]; }));
  document.getElementById('back').click();
  document.body.style.display = '';
  return told; }"""


def test_there_are_enough_of_them() -> None:
    assert len(corpus()) > 700
    assert sum(PROBE in text for text in corpus()) > 35


@dataclass
class World:
    """The hostile package, what was read with it, and its page."""

    geodata: GeoData
    mentions: gpd.GeoDataFrame
    folder: Path


@pytest.fixture(scope="module")
def world(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("hostile")
    geodata = make_package(folder, toy, TEXTS)
    with watched():
        mentions = make_mentions(geodata, TEXTS)
        Map(mentions, geodata=geodata).save(folder / "map.html")
        for number, title in enumerate(TITLES):
            Map(mentions.iloc[:0], geodata=geodata, title=title).save(folder / f"{number}.html")
    return World(geodata, mentions, folder)


_watching = False
_told: list[str] = []
STARTS = {
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "subprocess.Popen",
    "socket.connect",
    "socket.getaddrinfo",
    "webbrowser.open",
}


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event in STARTS:
        _told.append(f"{event} {arguments!r}")
    elif event in ("compile", "exec", "import"):
        source = repr(arguments[0])
        if PROBE in source or HACK in source:
            _told.append(f"{event} {source[:200]}")


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[None]:
    """Fail if Python compiles one of the texts, or starts or asks for something."""
    global _watching  # noqa: PLW0603 - hooks cannot be taken off again
    _told.clear()
    _watching = True
    try:
        yield
    finally:
        _watching = False
    assert _told == []


def test_documents_come_out_as_they_went_in(world: World) -> None:
    assert set(TEXTS) == set(world.mentions["doc"]) == set(world.mentions["title"]) == set(world.mentions["source"])
    assert {f"hostile-{number}" for number in range(len(TEXTS))} <= set(world.mentions["place_id"])


@dataclass
class Seen:
    """What a page showed, and what it did beside showing itself."""

    titles: list[str]
    places: dict[str, str] = field(default_factory=dict)
    layers: str = ""
    claims: str = ""
    text: str = ""
    noise: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(world: World) -> Seen:
    noise: list[str] = []
    with chromium() as page:
        _listen(page, noise)
        shown = Seen([_open(page, world.folder / f"{number}.html") for number in range(len(TITLES))])
        _open(page, world.folder / "map.html")
        shown.places = page.evaluate(PLACES)
        shown.layers, shown.claims = (_opened(page, tab) for tab in ("layers", "claims"))
        shown.text = page.locator("body").inner_text()
    shown.noise = noise
    return shown


def _opened(page: Page, tab: str) -> str:
    """Open a tab of the panel, which is made then, and return what is in it."""
    page.click(f"#tab-{tab}")
    return page.locator(f"#panel-{tab}").text_content() or ""


@contextmanager
def chromium() -> Iterator[Page]:
    """Open a page of a browser that has no network."""
    path = find_chromium()
    assert path, REMEDY
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_context(locale="en-GB", offline=True, reduced_motion="reduce").new_page()
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def _listen(page: Page, noise: list[str]) -> None:
    """Write down whatever a page does beside showing itself."""
    page.on("dialog", lambda dialog: noise.append(f"dialog: {dialog.message}"))
    page.on("console", lambda message: noise.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: noise.append(f"error: {error}"))
    page.on("popup", lambda _: noise.append("a window opened"))
    page.on("request", lambda request: None if OWN.match(request.url) else noise.append(f"request: {request.url}"))
    page.expose_function("breach", lambda what: _note(noise, what))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => breach(`CSP ${e.blockedURI}`));"
        "Object.defineProperty(window, 'hacked', { set: () => breach('hacked') });"
    )


def _note(noise: list[str], what: str) -> None:  # Playwright marks what it is given, which built-in methods do not bear
    noise.append(what)


def _open(page: Page, path: Path) -> str:
    """Open a page and return its heading."""
    page.goto(path.as_uri())
    page.wait_for_selector("#place-list > *", state="attached")
    return page.locator("h1").text_content() or ""


@pytest.mark.browser
def test_the_page_obeys_none_of_them(seen: Seen) -> None:
    assert seen.noise == []
    assert PRODUCT not in "".join([seen.text, seen.layers, seen.claims, *seen.places.values()])


@pytest.mark.browser
def test_documents_are_shown_as_typed(seen: Seen, world: World) -> None:
    often = {text: seen.places[f"hostile-{number}"].count(marked(text)) for number, text in enumerate(TEXTS)}
    assert [text for text, times in often.items() if times < 6] == []  # name, id, title, outlet, cue and event type
    said = zip(world.mentions["place_id"], world.mentions["sentence"], strict=True)
    assert [key for key, sentence in said if key in seen.places and marked(sentence) not in seen.places[key]] == []


@pytest.mark.browser
def test_layers_claims_and_titles_are_shown_as_typed(seen: Seen) -> None:
    assert [text for text in TEXTS if seen.layers.count(marked(text)) < 2] == []  # the layer's and its group's
    assert [text for text in TEXTS if seen.claims.count(marked(text)) < 2] == []
    assert seen.titles == [marked(title) for title in TITLES]


@pytest.mark.browser
def test_a_page_that_obeys_would_be_noticed(tmp_path: Path) -> None:
    obeying = tmp_path / "obeying.html"
    obeying.write_text(f"<h1>x</h1><div id=place-list><p></div><script>{HACK}</script>", encoding="utf-8")
    with chromium() as page:
        noise: list[str] = []
        _listen(page, noise)
        _open(page, obeying)
        page.wait_for_timeout(50)
    assert noise == ["hacked"]


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_exports_obey_none_of_them(world: World, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"mentions.{form}"
    with watched():
        save_tables(
            [of_frame(world.mentions)],
            path,
            form,
            Options(geodata=world.geodata, documents=iter(make_documents(TEXTS))),
        )
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if not file.resolve().is_relative_to(tmp_path.resolve())] == []
    assert PRODUCT.encode() not in b"".join(file.read_bytes() for file in files)


@pytest.mark.parametrize("form", ["csv", "ucdp", "acled"])
def test_no_cell_is_a_formula(world: World, form: str) -> None:
    text = to_text(of_frame(world.mentions), form, Options(geodata=world.geodata))
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    assert [cell for cell in cells if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)] == []


def test_kml_is_well_formed_and_holds_no_element_of_theirs(world: World) -> None:
    root = ET.fromstring(to_text(of_frame(world.mentions), "kml", Options(geodata=world.geodata)))  # noqa: S314 - our own
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "NetworkLink", "href", "img", "x", "iframe"}


def test_a_figure_shows_them_as_typed(world: World) -> None:
    short = [text for text in TEXTS if len(plain(text)) < NAME_LENGTH]
    with watched():
        content = figure(world.mentions, geodata=world.geodata, title=TITLES[8]).decode()
    root = ET.fromstring(content)  # noqa: S314 - our own
    description = next(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}desc"))
    assert [text for text in short if plain(text) not in description] == []
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= SVG_PARTS
    assert PRODUCT not in content


@pytest.mark.parametrize("start", range(0, len(TEXTS), 100))
def test_every_text_can_be_drawn(start: int) -> None:
    """No text is a formula of mathtext, breaks a font or ends the file early."""
    words = Lettering("ar")
    with watched(), drawing():
        sheet = Sheet(100, 100, words)
        for number, text in enumerate(TEXTS[start : start + 100]):
            for line in words.wrap(text, 80, 5, most=2):
                sheet.write(90, 95 - number % 90, line, 5)
        content = sheet.bytes("svg", title=TEXTS[start], description=TEXTS[start])
    assert ET.fromstring(content) is not None  # noqa: S314 - our own


def test_names_of_files_are_names(world: World, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    names = [
        text
        for text in TEXTS
        if len(text.encode()) < LONGEST_NAME and not set(text) & {"/", "\0"} and not text.startswith(HIDDEN)
    ]
    for name in names:
        (folder / f"{name}.txt").write_text("They met in Zoraab yesterday.", encoding="utf-8")
    with watched():
        mentions = geoparse(folder, geo=world.geodata)
        for name in names[::60]:
            Map(mentions.iloc[:1], geodata=world.geodata).save(out / f"{name}.html")
    assert len(names) > 500
    assert sorted(mentions["doc"]) == sorted(names)
    assert sorted(path.name for path in out.iterdir()) == sorted(f"{name}.html" for name in names[::60])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


@pytest.mark.browser
def test_the_live_map_obeys_none_of_them(world: World, tmp_path: Path) -> None:
    """Folium compiles names as templates and shows them as HTML within JavaScript: escaped, they do nothing."""
    html = Map(world.mentions, geodata=world.geodata).to_folium().get_root().render()
    assert not re.search(rf"(?<![0-9a-f]){PRODUCT}(?![0-9a-f])", html)  # folium's ids are of such signs
    (tmp_path / "live.html").write_text(html, encoding="utf-8", errors="replace")
    noise: list[str] = []
    with chromium() as page:
        _listen(page, noise)
        page.route(re.compile("^https?:"), _serve_leaflet)
        page.context.set_offline(offline=False)
        page.goto((tmp_path / "live.html").as_uri(), wait_until="load")
        page.wait_for_selector(".leaflet-control-layers-overlays label", state="attached")
        names = page.locator(".leaflet-control-layers-overlays").text_content() or ""
    assert [line for line in noise if not line.startswith("request: https://")] == []
    shown = " ".join(names.split())
    assert [text for text in TEXTS if marked_by_code(" ".join(text.split())) not in shown] == []


def marked_by_code(text: str) -> str:
    return re.sub(
        "[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", lambda sign: f"[U+{ord(sign[0]):04X}]", text
    ).replace("\0", "")


def _serve_leaflet(route: Route) -> None:
    """Give Leaflet itself, and nothing else that folium asks for."""
    wanted = route.request.url.endswith("/leaflet.js")
    route.fulfill(body=leaflet_js() if wanted else "", content_type="text/javascript" if wanted else "text/css")
