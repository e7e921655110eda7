"""What each format costs: the mentions of seeds/, drawn at random many times over, written in one after the other."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from bench.machine import MEGA, as_table, best, describe
from disputemap.exports import FORMATS, Options, save_tables
from disputemap.geodata import load_geodata
from disputemap.pipeline import geoparse_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE, PAGE = "Formats", "formats.md"
SEEDS = Path(__file__).parents[1] / "seeds"
MENTIONS, TABLES = 100_000, 10


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    geodata = load_geodata()
    found = pa.concat_tables(geoparse_batches(SEEDS, geo=geodata))
    runs = [(form, "point") for form in FORMATS] + [(form, "shape") for form, row in FORMATS.items() if row.shapes]
    rows = []
    for form, geometry in runs:
        with tempfile.TemporaryDirectory() as folder:
            path, options = Path(folder, "out"), Options(geometry, geodata)
            seconds = best(lambda: save_tables(_tables(found), path, form, options))  # noqa: B023 - called at once
            rows.append((form, geometry, f"{seconds:.1f}", f"{_size(path) / MEGA:.1f}"))
    yield f"{MENTIONS:,} mentions, drawn from {len(found)} in seeds/, in {TABLES} tables. {describe()}"
    yield ""
    yield from as_table(["format", "geometry", "s of CPU", "MB"], rows)


def _tables(found: pa.Table) -> Iterator[pa.Table]:
    """Yield the same tables each time."""
    chance = np.random.default_rng(1)
    for _ in range(TABLES):
        yield found.take(pa.array(np.sort(chance.integers(0, len(found), MENTIONS // TABLES))))


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in ([path] if path.is_file() else path.iterdir()))
