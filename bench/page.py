"""The map page in headless Chromium: size, writing, first frame, filters and time slider, beside other tools."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import disputemap as dm
from bench.machine import MEGA, ROUNDS, as_table, describe, once
from bench.mentions import Size, make_mentions
from bench.rivalpages import folium_markers, geopandas_explore, serve
from disputemap.geodata import GeoData, load_geodata
from disputemap.render.html import Map
from disputemap.table import from_arrow
from tests.chromium import REMEDY, find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    import pyarrow as pa
    from playwright.sync_api import Browser, Page

TITLE, PAGE = "The map page", "performance.md"
SEEDS = Path(__file__).parents[1] / "seeds" / "ar"
SIZES = (Size(100_000, 2_000, 5_000), Size(1_000_000, 5_000, 20_000))
OTHER_SENTENCES = (20_000, 100_000)  # of the smaller size: what they add to the file
FEATURES = 10_000
RIVALS = (
    ("folium markers", folium_markers, ".leaflet-marker-icon"),
    ("geopandas.explore", geopandas_explore, "path.leaflet-interactive"),
)
WIDTH, HEIGHT = 1280, 800
WAIT_MS = 120_000
OURS = "performance.getEntriesByName('drawn').length > 0"
# looks at each frame whether all is drawn, and takes the time when that frame has been painted
WATCH = """(() => { const ready = () => { try { return %s; } catch { return false; } };
  const done = () => { window.firstFrame = performance.now(); };
  const look = () => (ready() ? setTimeout(done) : requestAnimationFrame(look));
  requestAnimationFrame(look); })();"""
FILTER = """async () => { const times = [];
  for (const mode of ['both', 'associative', 'literal', 'both', 'literal']) {
    const input = document.querySelector(`input[name=mode][value=${mode}]`);
    const start = performance.now(); input.click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); times.push(performance.now() - start); }
  return times; }"""
SLIDE = """async (steps) => { const handle = document.querySelector('#time [data-end=to]');
  if (!handle || !handle.offsetParent) return 0;
  const start = performance.now();
  for (let step = 1; step <= steps; step += 1) {
    handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); }
  return (1000 * steps) / (performance.now() - start); }"""
STEPS = 60
HOW = (
    "Frames are wall-clock time of headless Chromium on all cores, drawing without a graphics card; the best of "
    "some visits.\n\nMentions are generated (`bench/mentions.py`): places of the gazetteer, then made-up ones, a "
    "few named often, many rarely; documents of 16 mentions over eight years; every column that a page shows "
    "filled. Each distinct sentence is held once in a page, so that their number decides its size. Reports repeat "
    "each other; the limits are meant for 20 to 50 mentions a sentence, and the last rows say what more sentences "
    "cost.\n\nWhat a page says of the data package is worked out once while that is open; *first* is a page for which "
    "it is yet to be read."
)
IN_THEIR_FAVOUR = (
    "The others load scripts, style sheets and tiles from the web. Here they get them at once from this machine (npm "
    "packages of the same versions, `bench/rivalpages.py`; tiles are empty), which favours them. Ours holds all that "
    "it needs."
)


class Seen(NamedTuple):
    """What a browser saw: seconds to the first frame, the slowest filter in ms, frames a second of the slider."""

    first_s: float
    filter_ms: float
    frames: float


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    geodata = load_geodata()
    yield describe()
    yield HOW
    yield ""
    with _chromium() as browser, tempfile.TemporaryDirectory() as folder:
        yield from _ours(browser, Path(folder), geodata)
        yield ""
        yield from _beside(browser, Path(folder), geodata)


def _ours(browser: Browser, folder: Path, geodata: GeoData) -> Iterator[str]:
    head = (
        "",
        "places",
        "sentences",
        "file, MB",
        "write, s",
        "first, s",
        "first frame, s",
        "filter, ms",
        "slider, frames/s",
    )
    rows = [_row("five reports", "", "", dm.geoparse(SEEDS), browser, folder, geodata)]
    for size in SIZES:
        told = (f"{size.mentions:,} mentions", f"{size.places:,}", f"{size.sentences:,}")
        rows.append(_row(*told, make_mentions(geodata, size), browser, folder, geodata))
    for count in OTHER_SENTENCES:
        table = make_mentions(geodata, replace(SIZES[0], sentences=count))
        rows.append(
            (
                "the same",
                f"{SIZES[0].places:,}",
                f"{count:,}",
                f"{len(Map(table, geodata=geodata).to_html()) / MEGA:.2f}",
                *[""] * 5,
            )
        )
    yield from as_table(head, rows)


def _row(  # noqa: PLR0913, PLR0917 - a row of the table
    name: str, places: str, sentences: str, mentions: pd.DataFrame | pa.Table, browser: Browser, folder: Path,
    geodata: GeoData,
) -> tuple[str, ...]:  # fmt: skip
    path = folder / "ours.html"
    write_s = _written(lambda: Map(mentions, geodata=geodata).save(path))
    first_s = _written(lambda: Map(mentions, geodata=GeoData(geodata.root)).save(path))
    seen = _seen(browser, path, OURS, controls=True)
    frames = f"{seen.frames:.0f}" if seen.frames else "-"
    size = f"{path.stat().st_size / MEGA:.2f}"
    written = (size, f"{write_s:.2f}", f"{first_s:.2f}")
    return (name, places, sentences, *written, f"{seen.first_s:.2f}", f"{seen.filter_ms:.0f}", frames)


def _beside(browser: Browser, folder: Path, geodata: GeoData) -> Iterator[str]:
    """Yield the same points drawn by others."""
    table = make_mentions(geodata, Size(FEATURES, FEATURES, FEATURES))
    frame = from_arrow(table)
    ours = _one(browser, folder / "ours.html", lambda path: Map(table, geodata=geodata).save(path), OURS)
    rows = [_told("**disputemap**", ours, ours)]
    for name, draw, selector in RIVALS:
        ready = f"document.querySelectorAll('{selector}').length >= {FEATURES}"
        rows.append(_told(name, _one(browser, folder / "other.html", partial(draw, frame), ready), ours))
    yield f"{FEATURES:,} mentions, each of a place and a sentence of its own:"
    yield ""
    yield from as_table(("", "file, MB", "write, s", "times ours", "first frame, s", "times ours"), rows)
    yield ""
    first_s = _written(lambda: Map(table, geodata=GeoData(geodata.root)).save(folder / "ours.html"))
    yield f"{IN_THEIR_FAVOUR} The first page of ours takes {first_s:.2f} s."


class Other(NamedTuple):
    """One page: size, seconds to write, seconds to the first frame."""

    size_mb: float
    write_s: float
    first_s: float


def _one(browser: Browser, path: Path, draw: Callable[[Path], None], ready: str) -> Other:
    write_s = _written(lambda: draw(path))
    return Other(path.stat().st_size / MEGA, write_s, _seen(browser, path, ready, controls=False).first_s)


def _told(name: str, one: Other, ours: Other) -> tuple[str, ...]:
    ratios = (f"{one.write_s / ours.write_s:.1f}", f"{one.first_s / ours.first_s:.1f}")
    return (name, f"{one.size_mb:.2f}", f"{one.write_s:.2f}", ratios[0], f"{one.first_s:.2f}", ratios[1])


def _written(work: Callable[[], object]) -> float:
    """Return the CPU seconds that writing takes: the best of some rounds, or of fewer if they are long."""
    first = once(work)
    rounds = ROUNDS - 1 if first < 10 else 0  # noqa: PLR2004 - seconds
    return min([first, *(once(work) for _ in range(rounds))])


def _seen(browser: Browser, path: Path, ready: str, *, controls: bool) -> Seen:
    visits = [_visit(browser, path, ready, controls=controls) for _ in range(ROUNDS)]
    first_s, filter_ms = min(visit.first_s for visit in visits), min(visit.filter_ms for visit in visits)
    return Seen(first_s, filter_ms, max(visit.frames for visit in visits))


def _visit(browser: Browser, path: Path, ready: str, *, controls: bool) -> Seen:
    """Open a page, wait until all is drawn, and use its controls if it is ours."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(WATCH % ready)
    page.route("**/*", serve)
    page.goto(path.as_uri(), wait_until="commit")
    while not (
        first_ms := page.evaluate("window.firstFrame")
    ):  # `wait_for_function` would need eval, which a page forbids
        time.sleep(0.02)
    filter_ms, frames = _used(page) if controls else (0.0, 0.0)
    context.close()
    return Seen(first_ms / 1000, filter_ms, frames)


def _used(page: Page) -> tuple[float, float]:
    page.evaluate("document.fonts.ready")
    time.sleep(0.5)  # what is done after the first frame
    return max(page.evaluate(FILTER)[1:]), float(page.evaluate(SLIDE, STEPS))


@contextmanager
def _chromium() -> Iterator[Browser]:
    """Open Chromium, which may use all cores; this process goes back to the one it was on."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - heavy

    path = find_chromium()
    if path is None:
        raise SystemExit(REMEDY)
    own = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if own:
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        if own:
            os.sched_setaffinity(0, own)
        yield browser
        browser.close()
