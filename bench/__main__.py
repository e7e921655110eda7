"""Print speed and memory as ratios within one run: ``make bench``.

Absolute times depend on the machine; the ratios say whether a stage carries its weight.
"""

from __future__ import annotations

import re
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

from bench import geocode, imports
from disputemap.documents import read_documents
from disputemap.folding import fold
from disputemap.geodata import load_geodata
from disputemap.matching import build_matcher
from disputemap.parse import load_world, parse_document

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
SEEDS = Path(__file__).parents[1] / "seeds"


def seconds(work: Callable[[], object]) -> float:
    """Return the best time of a few rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure and print."""
    geodata = load_geodata()
    tracemalloc.start()
    world = load_world(geodata)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    documents = list(read_documents(SEEDS))
    text = "\n\n".join(document.text for document in documents) * 20
    folded = fold(text)
    names = sorted(world.gazetteer.names, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))
    times = {
        "load gazetteer and vocabularies": seconds(lambda: load_world(geodata)),
        "compile the matcher": seconds(lambda: build_matcher(world.gazetteer, world.finder.lexicon)),
        "fold": seconds(lambda: fold(text)),
        "find names": seconds(lambda: world.finder.matcher.find(folded, sorani=False)),
        "find names with one regular expression": seconds(lambda: pattern.findall(folded.text)),
        "parse all seeds": seconds(lambda: [parse_document(document, world) for document in documents]),
    }
    unit = times["find names"]
    print(f"{len(world.gazetteer.places)} places, {len(names)} names, peak {peak / 1e6:.1f} MB while loading")
    print(f"{len(text) / 1e6:.2f} million characters; times as multiples of finding names in them")
    for what, value in times.items():
        print(f"{value / unit:8.2f}  {what}  ({value:.4f} s here)")
    geocode.report(geodata)
    imports.report()


if __name__ == "__main__":
    main()
