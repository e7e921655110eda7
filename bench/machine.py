"""One core, the best of some rounds, and what the figures were taken on."""

from __future__ import annotations

import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
MEGA = 1e6
ROUNDS = 5  # the first takes its memory from the system
clock = time.process_time  # user and system time of all threads of this process


def use_one_core() -> None:
    """Keep this process, and the threads of its libraries, on one core. To be called before numpy is imported."""
    for name in THREADS:
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    import pyarrow as pa  # noqa: PLC0415 - it counts cores when imported

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the best time of some rounds, see `once`: what else the machine does only ever slows it."""
    return min(once(work) for _ in range(rounds))


def once(work: Callable[[], object]) -> float:
    """Return the seconds of one core that something takes, which is the time it takes when nothing else runs."""
    start = clock()
    work()
    return clock() - start


def describe() -> str:
    """Say when and on what machine figures are taken."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pyarrow", "pandas"))
    today = datetime.now(tz=UTC).date().isoformat()
    return (
        f"Taken on {today} on one core of {os.cpu_count()} ({_processor()}), {platform.system()}, "
        f"Python {platform.python_version()}, {libraries}. Seconds are CPU time, best of {ROUNDS} rounds, on a machine "
        "shared with other work: trust the ratios more than the seconds."
    )


def version(package: str) -> str:
    """Return the version of an installed package."""
    from importlib import metadata  # noqa: PLC0415 - slow to import

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def as_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table as Markdown has it: first column to the left, the others to the right."""
    widths = [max(2, *(len(row[column]) for row in [head, *rows])) for column in range(len(head))]
    sides = ["<", *">" * (len(head) - 1)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [head, rule, *rows]
    return [
        "| " + " | ".join(f"{cell:{side}{width}}" for cell, side, width in zip(line, sides, widths, strict=True)) + " |"
        for line in lines
    ]
