"""What is measured on: a corpus that is the same each time, and pages that keep what was written by hand."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bench import pages
from bench.corpus import GOLD, load_corpus
from bench.machine import as_table
from disputemap.geodata import load_geodata

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_documents_are_the_same_for_a_seed_and_unlike_each_other() -> None:
    corpus = load_corpus(load_geodata())
    some = list(islice(corpus.documents(seed=3), 20))
    assert some == list(islice(corpus.documents(seed=3), 20))
    assert len({document.text for document in some}) == 20


def test_gold_for_measuring_only_is_no_part_of_the_corpus() -> None:
    assert not [path for path in GOLD if ".test." in path.name]


def test_a_section_is_written_between_its_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    begin, end = "<!-- begin speed: written by python -m bench speed --write -->", "<!-- end speed -->"
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    pages.write_section("page.md", "speed", as_table(("", "s"), [("fold", "1")]))
    pages.write_section("page.md", "speed", as_table(("", "s"), [("fold", "2")]))
    told = page.read_text(encoding="utf-8")
    assert told == f"before\n{begin}\n\n|      |  s |\n| ---- | -: |\n| fold |  2 |\n\n{end}\nafter\n"
