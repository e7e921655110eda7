"""Options of `geoparse` about what it writes: which format, where to, which geometry."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from disputemap.exports import FORMATS, GEOMETRIES, check_geometry, guess_format, known_endings

if TYPE_CHECKING:
    from collections.abc import Callable

    from disputemap.commands.run import Run
    from disputemap.exports import Options

DEFAULT = "jsonl"
SCHEMA = "disputemap"
TEXTS = frozenset({"brat", "conll"})  # formats that show the whole text


class Target(NamedTuple):
    """Where mentions go, and as what: a file or folder, a database, or (neither) standard output."""

    form: str
    output: Path | None
    database: str
    geometry: str
    schema: str = SCHEMA

    @property
    def is_folder(self) -> bool:
        """Tell whether the format makes a folder."""
        return FORMATS[self.form].kind == "folder"

    def options(self, run: Run) -> Options:
        """Return what writers need to know of a run."""
        from disputemap.exports import Options  # noqa: PLC0415 - beside the others

        documents = run.keep_texts() if self.form in TEXTS and not self.database else None
        return Options(self.geometry, run.geodata, documents=documents)


def format_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `-o`, `--format`, `--geometry`, `--to` and `--schema`."""
    output = click.option(
        "-o", "--output", metavar="PATH", help="File (or, for brat, folder) to write; standard output if left out."
    )
    form = click.option(
        "--format",
        "form",
        type=click.Choice(list(FORMATS)),
        help="What to write.  [default: as the ending of PATH says, else jsonl]",
    )
    geometry = click.option(
        "--geometry",
        type=click.Choice(GEOMETRIES),
        default="point",
        show_default=True,
        help='Of areas, lines and "south of X": a point in them, or their shape.',
    )
    database = click.option("--to", "database", metavar="URL", help="PostGIS to write to: postgresql://USER@HOST/DB")
    schema = click.option("--schema", help=f"Schema of the tables in it.  [default: {SCHEMA}]")
    return output(form(geometry(database(schema(command)))))


def to_target(
    output: str | None, form: str | None, geometry: str, database: str | None = None, schema: str | None = None
) -> Target:
    """Return where mentions go; the ending of the file tells the format that nobody names.

    Raises
    ------
    click.UsageError
        If the options do not go together, or the ending stands for no format.
    """
    if database is not None:
        return _to_database(output, form, geometry, database)._replace(schema=schema or SCHEMA)
    if schema is not None:
        message = "--schema is of tables in a database; give --to too"
        raise click.UsageError(message)
    chosen = form or _guess(output)
    check_geometry(chosen, geometry)
    if output is None and FORMATS[chosen].kind != "text":
        what = "FOLDER" if FORMATS[chosen].kind == "folder" else "FILE"
        message = f"{chosen} is no text for standard output; give -o {what}"
        raise click.UsageError(message)
    return Target(chosen, None if output is None else Path(output), "", geometry)


def _to_database(output: str | None, form: str | None, geometry: str, database: str) -> Target:
    if output is not None or form is not None or geometry != "point":
        message = "--to writes tables of its own; leave -o, --format and --geometry out"
        raise click.UsageError(message)
    if not database.strip():  # a variable of the shell that is not set: nothing may go to standard output instead
        message = "--to is empty; write postgresql://USER@HOST/DATABASE"
        raise click.UsageError(message)
    return Target(DEFAULT, None, database, geometry)


def _guess(output: str | None) -> str:
    """Return the format that a file's name tells; a name without an ending, and a device, tells none."""
    if output is None:
        return DEFAULT
    name = f"{output}/" if output.endswith(("/", os.sep)) else output
    found = guess_format(name)
    if found is None and Path(output).suffix:
        message = f"{output}: its ending stands for no format ({known_endings()}, FOLDER/); name one with --format"
        raise click.UsageError(message)
    return found or DEFAULT
