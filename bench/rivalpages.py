"""The same points drawn by plain folium markers and by geopandas.explore, and the scripts that such pages load.

Their libraries come from npm packages of the same versions, laid beside by `npm pack` and handed to the browser without
delay, so that no network slows them; what no package has (a style sheet, fonts, tiles) is answered by an empty file.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import geopandas as gpd

if TYPE_CHECKING:
    import pandas as pd
    from playwright.sync_api import Route

STORE = Path(__file__).parents[1] / "build" / "bench-web"
NPM_URL = re.compile(r"https://cdn\.jsdelivr\.net/npm/((?:@[^/]+/)?[^@/]+)@([^/]+)/(.+)")
JQUERY_URL = re.compile(r"https://code\.jquery\.com/jquery-([\d.]+)\.min\.js")
KINDS = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}


def folium_markers(mentions: pd.DataFrame, path: Path) -> None:
    """Write a marker with a popup for each row, as folium's documentation shows it."""
    drawn = folium.Map(location=[35.5, 44.0], zoom_start=7)
    for row in mentions[["name", "sentence", "source", "date", "lat", "lon"]].to_dict("records"):
        popup = f"<b>{escape(row['name'])}</b><br>{escape(row['sentence'])}<br>{row['source']}, {row['date']}"
        folium.Marker([row["lat"], row["lon"]], popup=popup).add_to(drawn)
    drawn.save(str(path))


def geopandas_explore(mentions: pd.DataFrame, path: Path) -> None:
    """Write the points with their columns as geopandas does."""
    columns = ["name", "sentence", "source", "date"]
    points = gpd.points_from_xy(mentions["lon"], mentions["lat"], crs="EPSG:4326")
    gpd.GeoDataFrame(mentions[columns], geometry=points).explore(popup=True).save(str(path))


def serve(route: Route) -> None:
    """Answer what a page asks for from packages on this machine, or with nothing."""
    url = route.request.url
    if url.startswith("file:"):
        route.continue_()
        return
    body = library(url)
    route.fulfill(body=body, content_type=KINDS.get(Path(url.partition("?")[0]).suffix, "application/octet-stream"))


@cache
def library(url: str) -> bytes:
    """Return the file of a library that an address means; empty if no package of npm has it."""
    npm, jquery = NPM_URL.fullmatch(url), JQUERY_URL.fullmatch(url)
    name, version, inner = (
        npm.groups() if npm else ("jquery", jquery[1], "dist/jquery.min.js") if jquery else ("", "", "")
    )
    folder = package(name, version) if name else None
    file = folder / "package" / inner if folder else None
    return file.read_bytes() if file and file.is_file() else b""


@cache
def package(name: str, version: str) -> Path | None:
    """Return the folder of an npm package, fetched once; None if that cannot be."""
    folder = STORE / f"{name.replace('/', '-')}-{version}"
    npm = shutil.which("npm")
    if not folder.is_dir() and npm:
        folder.mkdir(parents=True)
        command = [npm, "pack", f"{name}@{version}", "--silent", "--pack-destination", str(folder)]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - names from the pages of our own making
        for archive in folder.glob("*.tgz"):
            with tarfile.open(archive) as opened:
                opened.extractall(folder, filter="data")
    return folder if (folder / "package").is_dir() else None
