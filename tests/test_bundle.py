"""The page's program in one file: made from its modules, and small."""

from __future__ import annotations

import base64
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from disputemap.render.assets import app_js, leaflet_js, packed

RENDER = Path(__file__).parents[1] / "src" / "disputemap" / "render"
VERSION = "0.17.0"  # of esbuild, as Debian 12 has it: another writes other bytes
OPTIONS = ("--bundle", "--minify", "--format=iife", "--target=es2020", "--charset=utf8", "--log-level=warning")
LIMIT_BYTES = 40_000  # of base64: what a page carries for our program beside Leaflet (decision 17)


def esbuild() -> str | None:
    """Return the bundler if it is the one that wrote the committed file."""
    path = shutil.which("esbuild")
    found = path and subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    return path if found == VERSION else None


@pytest.mark.skipif(esbuild() is None, reason=f"esbuild {VERSION} is not here")
def test_the_program_is_made_from_its_modules() -> None:
    command = [str(esbuild()), str(RENDER / "page" / "main.js"), *OPTIONS]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - fixed words
    assert made.rstrip("\n") == app_js(), "run `make page`"


def test_the_program_is_small() -> None:
    assert len(packed((leaflet_js(), app_js()))) - len(packed((leaflet_js(),))) < LIMIT_BYTES


def test_the_program_travels_as_it_is() -> None:
    scripts = ("let a = '</script>';", app_js())
    assert zlib.decompress(base64.b64decode(packed(scripts))).decode().split("\0") == [*reversed(scripts)]
