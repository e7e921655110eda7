"""What the commands share: go through the documents, show progress, count, and say how it went."""

from __future__ import annotations

import sys
from collections import Counter, deque
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.corridors.chosen import ChosenGeoData
from disputemap.documents import read_documents
from disputemap.errors import InputError
from disputemap.exports import save_tables, to_texts
from disputemap.geodata import load_geodata
from disputemap.inputs import find_files, is_mention, is_mention_file
from disputemap.outputs import check_folder, check_writable
from disputemap.pipeline import geoparse_batches
from disputemap.remeasuring import remeasured
from disputemap.table import SCHEMA, abstain, values_of
from disputemap.tablefiles import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from disputemap.commands.formats import Target
    from disputemap.commands.options import Which
    from disputemap.exports import Options
    from disputemap.inputs import Problem
    from disputemap.models import Document


class Run:
    """One run of a command: its data package, with the corridor that was chosen, and what it has met so far."""

    def __init__(
        self,
        geo: str | None,
        jobs: int,
        gazetteers: Sequence[Path] = (),
        *,
        min_score: float = 0.0,
        which: Which | None = None,
    ) -> None:
        package = load_geodata(geo, gazetteers)
        self.geodata = which.put_into(package) if which else package
        self.jobs, self.min_score = jobs, min_score
        self.documents = self.tables = self.problems = 0
        self.texts: deque[Document] | None = None
        self.mentions = Tally()

    def geoparse(self, docs: Sequence[str], *, stdin: Iterable[bytes] | None = None) -> Iterator[pa.Table]:
        """Yield the mentions of documents, batch by batch; problems are printed as they come.

        When no document could be read, the process ends here with 1.
        """
        yield from self._parsed(docs, sys.stdin.buffer if stdin is None else stdin)
        self.stop_if_nothing_read()

    def _parsed(self, docs: Sequence[str], stdin: Iterable[bytes]) -> Iterator[pa.Table]:
        documents = read_documents(docs, on_problem=self._report, stdin=stdin)
        with _progress() as tick:

            def count(document: Document) -> None:
                self.documents += 1
                tick(document.id)
                if self.texts is not None:
                    self.texts.append(document)

            yield from map(
                self.mentions.add,
                geoparse_batches(
                    documents,
                    geo=self.geodata,
                    jobs=self.jobs,
                    min_score=self.min_score,
                    on_problem=self._report,
                    progress=count,
                ),
            )

    def keep_texts(self) -> Iterator[Document]:
        """Return what gives each document of `geoparse`, when its mentions are there: for formats that show texts."""
        self.texts = deque()
        return _Taken(self.texts)

    def read(self, docs: Sequence[str]) -> pa.Table:
        """Return the mentions of documents, then those of tables that `geoparse` wrote."""
        stdin: Iterable[bytes] = ()
        if "-" in docs:
            lines = iter(sys.stdin.buffer)
            first = next(lines, b"")
            stdin = chain([first], lines)
        tables = [name for name in docs if (is_mention(first) if name == "-" else is_mention_file(Path(name)))]
        others = [name for name in docs if name not in tables]
        self.tables = len(tables)
        parsed = self._parsed(others, stdin) if others else ()
        read = (self._read_table(stdin if name == "-" else name) for name in dict.fromkeys(tables))
        found = [SCHEMA.empty_table(), *parsed, *read]
        self.stop_if_nothing_read()
        return pa.concat_tables(found).unify_dictionaries()

    def _read_table(self, source: str | Iterable[bytes]) -> pa.Table:
        table = self._measured(read_table(source))
        return self.mentions.add(abstain(table, self.min_score) if self.min_score > 0 else table)

    def _measured(self, table: pa.Table) -> pa.Table:
        """Return the mentions of a table measured by the corridor that was chosen, if any."""
        if not isinstance(self.geodata, ChosenGeoData):
            return table
        found = remeasured(table, self.geodata)
        if found.kept:
            which = f"{found.kept} of a table's mentions are of places that the gazetteer lacks"
            click.echo(f"{which} and keep the corridor of before; geoparse their documents anew", err=True)
        return found.table

    def finish(self) -> None:
        """Print the summary, and end the process with 1 when there was a problem."""
        read = [_count(self.documents, "document")] if self.documents or not self.tables else []
        read += [_count(self.tables, "table of mentions", "tables of mentions")] if self.tables else []
        click.echo(f"{', '.join(read)}; {self.mentions}; {_count(self.problems, 'problem')}", err=True)
        if self.problems:
            sys.exit(1)

    def stop_if_nothing_read(self) -> None:
        """End the process with 1 when no input could be read; the problems have been printed."""
        if not self.documents + self.tables:
            sys.exit(1)

    def _report(self, problem: Problem) -> None:
        self.problems += 1
        sys.stderr.write(f"{problem}\n")  # not click.echo: this one a running progress line gives way to


class _Taken:
    """Gives what a queue holds, and more when it is filled again: a generator would be at its end."""

    def __init__(self, queue: deque[Document]) -> None:
        self._queue = queue

    def __iter__(self) -> Iterator[Document]:
        return self

    def __next__(self) -> Document:
        if not self._queue:
            raise StopIteration
        return self._queue.popleft()


class Tally:
    """How many mentions there were, and what became of them; a demonym is no place that could be placed."""

    def __init__(self) -> None:
        self.rows = self.demonyms = 0
        self.roles: Counter[str | None] = Counter()
        self.lost: Counter[str] = Counter()

    def add(self, table: pa.Table) -> pa.Table:
        """Count the rows of a table, which is handed on."""
        forms = Counter(values_of(table.column("form")))
        unplaced = pc.and_(pc.is_null(table.column("lon")), pc.not_equal(table.column("form"), "demonym"))
        why = table.column("reasons").filter(unplaced).to_pylist()
        self.rows += len(table)
        self.demonyms += forms["demonym"]
        self.roles.update(values_of(table.column("role")))
        self.lost.update(reasons[-1] if reasons else "no reason given" for reasons in why)
        return table

    def __str__(self) -> str:
        """Return the counts in words."""
        lost = self.lost.total()
        told = "; ".join(
            f"{count} {reason}" for reason, count in sorted(self.lost.items(), key=lambda item: (-item[1], item[0]))
        )
        return (
            f"{_count(self.rows, 'mention')} "
            f"({self.roles['literal']} literal, {self.roles['associative']} associative); "
            f"{self.rows - self.demonyms - lost} placed, {lost} unplaced{f' ({told})' if told else ''}"
            + (f", {_count(self.demonyms, 'demonym')}" if self.demonyms else "")
        )


def write_mentions(tables: Iterable[pa.Table], target: Target, options: Options) -> None:
    """Write tables of mentions where they are wanted."""
    if target.database:
        from disputemap.exports.postgis import save_postgis  # noqa: PLC0415 - an extra

        save_postgis(tables, target.database, options, schema=target.schema)
    elif target.output:
        save_tables(tables, target.output, target.form, options)
    else:
        print_tables(tables, target.form, options)


def print_tables(tables: Iterable[pa.Table], form: str, options: Options) -> None:
    """Write tables of mentions to standard output as they come, UTF-8 whatever the locale says."""
    sys.stdout.flush()
    for text in to_texts(tables, form, options):
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


def check_output(output: Path, docs: Sequence[str], *, folder: bool = False) -> None:
    """Refuse at once a file (or folder) that cannot be written, or that would replace one of the documents.

    Raises
    ------
    InputError
        If it is so.
    """
    if folder:
        check_folder(output)
    else:
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
