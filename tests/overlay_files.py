"""Overlay files for tests: a small zip over the toy world, with rows as given."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from zipfile import ZipFile

from disputemap.overlays import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path


def make_overlay(path: Path, rows: dict[str, list[str]], *, spoil: bool = False) -> Path:
    """Write an overlay; with `spoil` its files are not what their hashes say."""
    tables = {f"{kind}.csv": "\n".join([",".join(COLUMNS[kind]), *lines]) + "\n" for kind, lines in rows.items()}
    resources = [
        {"name": name[:-4], "path": name, "hash": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"}
        for name, text in tables.items()
    ]
    descriptor = {"name": "mine", "licenses": [{"name": "CC0-1.0"}], "disputemap": {"overlay": 1}}
    with ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", json.dumps({**descriptor, "resources": resources}))
        for name, text in tables.items():
            archive.writestr(name, text + ("x" if spoil else ""))
    return path


GOOD = {
    "places": ["lumen,Lumen,populated_place,XN,kesta-district,,,,mine,2026,"],
    "names": ["lumen,Lumen,en,official,,,mine"],
    "locations": ["lumen,14.2,51.2,500,,mine,2026,"],
}
