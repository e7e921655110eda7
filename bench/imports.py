"""A generated country dump of 25,000 rows: how long to import it, and to work with it."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from disputemap.geodata import load_geodata
from disputemap.imports.importing import Source, import_gazetteer
from disputemap.parse import load_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.geodata import GeoData

TITLE, PAGE = "Imports", ""
ROWS = 25_000
LATIN = ("ba", "da", "ka", "la", "ma", "na", "ra", "sa", "ta", "za", "shi", "khu", "dur", "qal", "ber", "gul")
ARABIC = ("با", "دا", "كا", "لا", "ما", "نا", "را", "سا", "تا", "زا", "شي", "خو", "دور", "قل", "بر", "كل")


def write_dump(path: Path, bounds: tuple[float, float, float, float], rows: int = ROWS) -> None:
    """Write villages with made-up names in both scripts, spread over the bounds, in GeoNames' columns."""
    draw = random.Random(1)  # noqa: S311 - the same every time, nothing secret
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            picks = [draw.randrange(len(LATIN)) for _ in range(draw.randint(2, 4))]
            latin, arabic = ("".join(part[i] for i in picks) for part in (LATIN, ARABIC))
            lon, lat = (draw.uniform(bounds[i], bounds[i + 2]) for i in (0, 1))
            cells = [
                str(90_000_000 + number),
                latin.title(),
                latin.title(),
                arabic,
                f"{lat:.5f}",
                f"{lon:.5f}",
                "P",
                "PPL",
            ]
            file.write("\t".join([*cells, "IQ", "", "", "", "", "", "0", "", "", "", "2024-01-01"]) + "\n")


def measure_imports() -> dict[str, float]:
    """Return seconds for importing the dump, and for getting ready to match without and with it."""
    geodata = load_geodata()
    with tempfile.TemporaryDirectory() as folder:
        dump, overlay = Path(folder) / "IQ.txt", Path(folder) / "IQ.zip"
        west, south, east, north = geodata.settings["bounds"]
        write_dump(dump, (west, south, east, north))
        start = time.perf_counter()
        import_gazetteer(Source(dump), overlay, geodata)
        imported = time.perf_counter() - start
        return {
            f"import {ROWS:,} places": imported,
            "get ready to match": _ready(load_geodata()),
            f"get ready to match with {ROWS:,} imported places": _ready(load_geodata(None, [overlay])),
        }


def _ready(geodata: GeoData) -> float:
    start = time.perf_counter()
    load_world(geodata)
    return time.perf_counter() - start


def report() -> Iterator[str]:
    """Yield the times, as multiples of getting ready with the shipped gazetteer alone."""
    times = measure_imports()
    unit = times["get ready to match"]
    for what, value in times.items():
        yield f"{value / unit:8.2f}  {what}  ({value:.4f} s here)"
