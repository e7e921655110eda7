"""How far memory grows with the number of documents, when they are streamed from a generator to a file."""

from __future__ import annotations

import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.corpus import CHARACTERS, load_corpus
from bench.machine import MEGA, as_table
from bench.speed import EndToEnd
from disputemap.geodata import load_geodata

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE, PAGE = "Memory", "performance.md"
TIMES = (1, 3, 6)
WARM = CHARACTERS // 4


class Peaks(NamedTuple):
    """The peak of a process in MB: when all was loaded and a little read, and at the end; and what was read."""

    ready: float
    end: float
    documents: int


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    rows = []
    for times in TIMES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:  # its own process: a peak never sinks
            peaks = pool.submit(measure, times).result()
        cells = (peaks.ready, peaks.end, peaks.end - peaks.ready)
        rows.append((f"{times} x the corpus", f"{peaks.documents:,}", *(f"{value:,.0f}" for value in cells)))
    yield "Peak resident memory in MB, each in a process of its own: with all loaded and a quarter of the corpus read"
    yield "(ready), and at the end."
    yield ""
    yield from as_table(("", "documents", "ready", "at the end", "growth"), rows)


def measure(times: int) -> Peaks:
    """Return the peaks of this process when it reads the corpus some times over, no document twice."""
    geodata = load_geodata()
    corpus, run = load_corpus(geodata), EndToEnd(geodata)
    run(corpus.documents(WARM, seed=2))
    ready = _peak()
    run(corpus.documents(CHARACTERS * times))
    return Peaks(ready, _peak(), run.documents)


def _peak() -> float:
    """Return the peak of this process in MB; Linux counts that of the process which started it into `ru_maxrss`."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024 / MEGA
    unit = 1 if sys.platform == "darwin" else 1024  # kilobytes everywhere else
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGA
