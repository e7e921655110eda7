"""End to end beside bare matching: the same corpus, the same names, one core.

disputemap does all of it: from documents in memory to a Parquet file with every field filled. The others only find
names. Making ready (loading the gazetteer, building tries) is not counted for anybody.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.corpus import load_corpus
from bench.machine import MEGA, ROUNDS, as_table, best, clock, describe, once
from bench.rivals import attested_names, automaton, expression, flashtext, phrase_matcher
from disputemap.exports.geoparquet import write_parquet
from disputemap.geodata import load_geodata
from disputemap.models import Document
from disputemap.parse import load_world
from disputemap.pipeline import geoparse_batches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence, Sized

    import pyarrow as pa

    from disputemap.geodata import GeoData

TITLE, PAGE = "Speed", "performance.md"
BARE, TOLD = "FlashText, as it comes", "FlashText, told Arabic letters"  # the first finds names within words, too
PARTS = (4, 2, 1)
LINE_BYTES = 10_000_000


class Row(NamedTuple):
    """What was measured: seconds for the corpus and names found; one document in `part` was read for it."""

    what: str
    seconds: float
    found: float
    part: int = 1


class EndToEnd:
    """From documents in memory to a file; the clock starts when the first document is asked for, all being loaded.

    `started` is called then.
    """

    def __init__(self, geodata: GeoData, *, started: Callable[[], None] = lambda: None) -> None:
        self._geodata, self._started = geodata, started
        self._start = 0.0
        self.mentions = self.documents = 0

    def __call__(self, documents: Iterable[Document]) -> float:
        """Return the seconds from the first document to the closed file."""
        self.mentions = self.documents = 0
        with tempfile.TemporaryDirectory() as folder:
            with (Path(folder) / "mentions.parquet").open("wb") as file:
                write_parquet(self._tables(documents), file)
            return clock() - self._start

    def _tables(self, documents: Iterable[Document]) -> Iterator[pa.Table]:
        for table in geoparse_batches(self._clocked(documents), geo=self._geodata):
            self.mentions += len(table)
            yield table

    def _clocked(self, documents: Iterable[Document]) -> Iterator[Document]:
        self._started()
        self._start = clock()
        for document in documents:
            self.documents += 1
            yield document


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    geodata = load_geodata()
    documents = list(load_corpus(geodata).documents())
    size = sum(len(document.text.encode()) for document in documents) / MEGA
    ours = EndToEnd(geodata)
    whole = min(ours(documents) for _ in range(ROUNDS))
    mentions, texts = ours.mentions, [document.text for document in documents]
    rows = [Row("**disputemap, end to end**", whole, mentions), *measure_others(texts, geodata)]
    characters = sum(map(len, texts))
    yield from (describe(), "")
    yield f"Corpus: {size:.1f} MB of Arabic, {characters:,} characters in {len(documents):,} documents, made of our own"
    yield f"sentences (`bench/corpus.py`); {mentions:,} mentions, one in {characters / mentions:.0f} characters."
    yield ""
    yield from _comparison(rows, size)
    yield from ("", "How the time grows with the text:", "")
    yield from _growth(ours, documents, whole)
    yield from ("", *_loading(geodata))


def measure_others(texts: Sequence[str], geodata: GeoData) -> Iterator[Row]:
    """Yield how long the others take to find the names, and how many they find."""
    names = attested_names(geodata)
    yield _measure(BARE, flashtext(names, letters=False).extract_keywords, texts)
    yield _measure(TOLD, flashtext(names, letters=True).extract_keywords, texts)
    nlp, matcher = phrase_matcher(names, lang="ar")
    yield _measure("spaCy PhraseMatcher", lambda text: matcher(nlp.make_doc(text)), texts, part=10)
    yield _measure("regular expression", expression(names).findall, texts, part=500, rounds=1)
    yield _measure("bare automaton (Rust), the limit", automaton(names).find_matches_as_indexes, texts)


def _measure(
    what: str, find: Callable[[str], Sized], texts: Sequence[str], *, part: int = 1, rounds: int = ROUNDS
) -> Row:
    """Return the best of some rounds over one text in `part`, scaled to all."""
    some = texts[::part]
    scale = sum(map(len, texts)) / sum(map(len, some))
    found = [0]

    def work() -> None:
        found[0] = sum(len(find(text)) for text in some)

    return Row(what, best(work, rounds) * scale, found[0] * scale, part)


def _comparison(rows: Sequence[Row], size: float) -> list[str]:
    seconds = {row.what: row.seconds for row in rows}
    cells = [
        (
            row.what + (f" (from 1/{row.part} of it)" if row.part > 1 else ""),
            f"{row.seconds:.2f}",
            f"{size / row.seconds:.1f}",
            *(f"{seconds[unit] / row.seconds:.2f}" for unit in (BARE, TOLD)),
            f"{row.found:,.0f}",
        )
        for row in rows
    ]
    return as_table(("", "seconds", "MB/s", "times as fast as FlashText", "as FlashText told", "names found"), cells)


def _growth(ours: EndToEnd, documents: Sequence[Document], whole: float) -> list[str]:
    """Return the time for parts of the corpus, and for text without any line break."""
    cells = [_cells("one document", documents[:1], min(ours(documents[:1]) for _ in range(ROUNDS)))]
    for part in PARTS:
        some = documents[: len(documents) // part]
        seconds = whole if part == 1 else min(ours(some) for _ in range(ROUNDS))
        cells.append(_cells(f"1/{part} of the corpus" if part > 1 else "the corpus", some, seconds))
    line = _one_line(documents)
    cells.append(_cells("one line of 10 MB", [line], min(ours([line]) for _ in range(ROUNDS))))
    return as_table(("", "MB", "seconds", "seconds per MB"), cells)


def _one_line(documents: Sequence[Document]) -> Document:
    text = " ".join(document.text for document in documents)
    return Document("line", " ".join(text.encode()[:LINE_BYTES].decode(errors="ignore").split()), "ar")


def _cells(what: str, documents: Sequence[Document], seconds: float) -> tuple[str, str, str, str]:
    size = sum(len(document.text.encode()) for document in documents) / MEGA
    return what, f"{size:.3g}", f"{seconds:.3f}", f"{seconds / size:.3f}"


def _loading(geodata: GeoData) -> list[str]:
    """Return how long it takes to get ready, which the table above leaves out."""
    names = attested_names(geodata)
    re.purge()  # it would remember
    cells = [
        ("disputemap: gazetteer, lexicon, tables", best(lambda: load_world(geodata))),
        ("FlashText", best(lambda: flashtext(names, letters=True))),
        ("spaCy PhraseMatcher", best(lambda: phrase_matcher(names, lang="ar"))),
        ("regular expression", once(lambda: expression(names))),
        ("bare automaton (Rust)", best(lambda: automaton(names))),
    ]
    return as_table((f"getting ready with {len(names):,} names", "seconds"), [(what, f"{s:.2f}") for what, s in cells])
