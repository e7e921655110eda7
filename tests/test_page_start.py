"""What a page is told at its start: filters, layers, tiles; what old browsers see; and the command that says it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from disputemap.cli import main
from disputemap.render.html import Map
from tests.map_world import HOSTILE, make_mentions

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from playwright.sync_api import Browser, Page, Route

    from disputemap.geodata import GeoData

TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png"
ONE_PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")  # a GIF


def opened(browser: Browser, path: Path, *, before: str = "") -> tuple[Page, list[str]]:
    """Open a page; return it with the addresses that it asked for and the complaints that it made."""
    heard: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            heard.append(route.request.url)
            route.fulfill(body=ONE_PIXEL, content_type="image/gif")

    page = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 800})
    page.route(re.compile("^(?!data:)"), answer)
    page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.add_init_script(before)
    page.goto(path.as_uri())
    return page, heard


@pytest.mark.browser
def test_filters_and_layers_are_there_at_the_start(browser: Browser, toy_data: GeoData, tmp_path: Path) -> None:
    filters = {"mode": "both", "relations": ["inside"]}
    Map(make_mentions(), geodata=toy_data, filters=filters, layers=["districts", "places-points"]).save(
        tmp_path / "m.html"
    )
    page, heard = opened(browser, tmp_path / "m.html")
    page.wait_for_selector("#place-list button", state="attached")
    listed = [button.get_attribute("data-place") for button in page.locator("#place-list button[data-place]").all()]
    assert listed == ["bela"]
    page.click("#tab-layers")
    shown = page.locator(".layers input[type=checkbox]:checked").all()
    assert {box.get_attribute("value") for box in shown} == {"districts", "places-points"}
    assert heard == []
    page.close()


@pytest.mark.browser
def test_tiles_are_asked_of_their_host_alone(browser: Browser, toy_data: GeoData, tmp_path: Path) -> None:
    Map(make_mentions(), geodata=toy_data, tiles=TILES, attribution=HOSTILE[3]).save(tmp_path / "m.html")
    page, heard = opened(browser, tmp_path / "m.html")
    page.wait_for_selector(".leaflet-tile-loaded", state="attached")
    assert all(re.fullmatch(r"https://[abc]\.tiles\.example/\d+/\d+/\d+\.png", address) for address in heard)
    assert HOSTILE[3] in (page.locator(".leaflet-control-attribution").text_content() or "")
    assert page.evaluate("window.broken") is None
    page.close()


@pytest.mark.browser
def test_an_old_browser_says_so(browser: Browser, toy_data: GeoData, tmp_path: Path) -> None:
    Map(make_mentions(), geodata=toy_data).save(tmp_path / "m.html")
    page, heard = opened(browser, tmp_path / "m.html", before="delete window.DecompressionStream")
    page.wait_for_selector("#too-old", state="visible")
    assert "too old" in page.locator("#too-old").inner_text()
    assert heard == []
    page.close()


def run(*args: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["map", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return a document."""
    path = tmp_path / "good.txt"
    path.write_text("Troops moved in Upland. The government of Norland said so.")
    return path


def test_the_command_writes_what_embedding_takes(toy: Path, good: Path, tmp_path: Path) -> None:
    result = run(good, "--geo", toy, "-o", tmp_path / "m.html", "--embed", "--title", "Ours")
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "good.txt",
        "m.html",
        "m.png",
        "m.embed.html",
        "m.oembed.json",
    }
    assert json.loads((tmp_path / "m.oembed.json").read_text(encoding="utf-8"))["title"] == "Ours"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--tiles", "https://tiles.example/{z}/{x}/{y}.png"], "give --attribution TEXT"),
        (["--tiles", "tiles.example", "--attribution", "x"], "is no address of tiles"),
        (["--layers", "places-points,no-such"], "'no-such' is unknown"),
    ],
)
def test_what_cannot_be_is_one_line(toy: Path, good: Path, tmp_path: Path, options: list[str], told: str) -> None:
    result = run(good, "--geo", toy, "-o", tmp_path / "m.html", *options)
    assert result.exit_code == 1
    assert told in result.stderr.splitlines()[-1]
    assert not (tmp_path / "m.html").exists()


def test_the_command_takes_a_view(toy: Path, good: Path, tmp_path: Path) -> None:
    run(good, "--geo", toy, "-o", tmp_path / "a.html", "--filters", "mode=both&min=50")
    run(good, "--geo", toy, "-o", tmp_path / "b.html", "--filters", "x.html#mode=both&min=50")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
