"""What the commands share: go through the documents, show progress, count, and say how it went."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from disputemap.documents import read_documents
from disputemap.errors import InputError
from disputemap.geodata import load_geodata
from disputemap.inputs import find_files, is_mention, is_mention_file
from disputemap.outputs import check_writable
from disputemap.pipeline import geoparse
from disputemap.table import to_frame, to_records
from disputemap.tablefiles import read_mentions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import geopandas as gpd

    from disputemap.inputs import Problem
    from disputemap.models import Document


class Run:
    """One run of a command: its data package, and what it has met so far."""

    def __init__(self, geo: str | None, jobs: int, gazetteers: Sequence[Path] = ()) -> None:
        self.geodata = load_geodata(geo, gazetteers)
        self.jobs = jobs
        self.documents = 0
        self.tables = 0
        self.problems = 0

    def geoparse(self, docs: Sequence[str], *, stdin: Iterable[bytes] | None = None) -> gpd.GeoDataFrame:
        """Return the mentions of documents; problems are printed as they come."""
        lines = sys.stdin.buffer if stdin is None else stdin
        documents = read_documents(docs, on_problem=self._report, stdin=lines)
        with _progress() as tick:

            def count(document: Document) -> None:
                self.documents += 1
                tick(document.id)

            return geoparse(documents, geo=self.geodata, jobs=self.jobs, on_problem=self._report, progress=count)

    def mentions(self, docs: Sequence[str]) -> gpd.GeoDataFrame:
        """Return the mentions of documents, then those of tables that `geoparse` wrote."""
        stdin: Iterable[bytes] = ()
        if "-" in docs:
            lines = iter(sys.stdin.buffer)
            first = next(lines, b"")
            stdin = chain([first], lines)
        tables = [name for name in docs if (is_mention(first) if name == "-" else is_mention_file(Path(name)))]
        others = [name for name in docs if name not in tables]
        self.tables = len(tables)
        parsed = self.geoparse(others, stdin=stdin) if others else to_frame([])
        read = [read_mentions(stdin if name == "-" else name) for name in dict.fromkeys(tables)]
        return to_frame(chain.from_iterable(to_records(frame) for frame in [parsed, *read]))

    def finish(self, mentions: gpd.GeoDataFrame) -> None:
        """Print the summary, and end the process with 1 when there was a problem."""
        click.echo(self._summary(mentions), err=True)
        if self.problems:
            sys.exit(1)

    def stop_if_nothing_read(self) -> None:
        """End the process with 1 when no input could be read; the problems have been printed."""
        if not self.documents + self.tables:
            sys.exit(1)

    def _report(self, problem: Problem) -> None:
        self.problems += 1
        sys.stderr.write(f"{problem}\n")  # not click.echo: this one a running progress line gives way to

    def _summary(self, mentions: gpd.GeoDataFrame) -> str:
        roles = Counter(mentions["role"])
        lost = mentions[mentions["lon"].isna()]
        why = Counter(reasons[-1] if reasons else "no reason given" for reasons in lost["reasons"])
        told = "; ".join(
            f"{count} {reason}" for reason, count in sorted(why.items(), key=lambda item: (-item[1], item[0]))
        )
        read = [_count(self.documents, "document")] if self.documents or not self.tables else []
        read += [_count(self.tables, "table of mentions", "tables of mentions")] if self.tables else []
        return (
            f"{', '.join(read)}; {_count(len(mentions), 'mention')} "
            f"({roles['literal']} literal, {roles['associative']} associative); "
            f"{len(mentions) - len(lost)} placed, {len(lost)} unplaced{f' ({told})' if told else ''}; "
            f"{_count(self.problems, 'problem')}"
        )


def check_output(output: Path, docs: Sequence[str]) -> None:
    """Refuse at once a file that cannot be written, or that would replace one of the documents.

    Raises
    ------
    InputError
        If it is so.
    """
    check_writable(output)
    if output.is_file():
        for path, _ in find_files(docs, lambda _: None):
            if path.exists() and path.samefile(output):
                message = f"{output}: is one of the documents; give -o another name"
                raise InputError(message)


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show on a terminal how many documents are done; elsewhere show nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed} documents"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda name: progress.update(task, advance=1, description=escape(name))
