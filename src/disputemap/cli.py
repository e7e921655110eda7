"""The command line: parse, call, print. Results go to standard output or `-o`, everything else to standard error.

Nothing heavy is imported until a command runs, so that `--help` comes at once.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from disputemap import __version__
from disputemap.commands.along import profile, sensitivity
from disputemap.commands.boundaries import boundaries
from disputemap.commands.browse import export, show
from disputemap.commands.check import check
from disputemap.commands.corridor import corridor
from disputemap.commands.evaluate import evaluate
from disputemap.commands.figure import figure
from disputemap.commands.formats import format_options, to_target
from disputemap.commands.gazetteer import gazetteer
from disputemap.commands.lookup import geocode, reverse, search_
from disputemap.commands.map import map_
from disputemap.commands.options import Which, corridor_options, package_options
from disputemap.errors import DisputemapError, one_line

if TYPE_CHECKING:
    from pathlib import Path


class _Commands(click.Group):
    """Commands whose foreseen errors are one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        try:
            return super().invoke(ctx)
        except DisputemapError as error:
            raise click.ClickException(one_line(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # `| head` has read enough, which click ends quietly
            if error.filename is None:
                _drop_output()
            where = "standard output" if error.filename is None else os.fsdecode(error.filename)
            message = (
                f"{where}: cannot be written or read ({error.strerror or error}); free the place or choose another"
            )
            raise click.ClickException(one_line(message)) from error


def _drop_output() -> None:
    """Let what standard output could not take go nowhere, or Python tries again at its end and says so in its way."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="disputemap")
def main() -> None:
    """Find the places that reports name, and draw them on an offline map that shows its doubt."""
    atexit.register(gc.freeze)  # what is left at the end goes with the process: no need to look through it for garbage


_docs = click.argument("docs", nargs=-1, required=True, metavar="DOCS...")
_min_score = click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Leave out the place of mentions whose score is lower; candidates stay.",
)
_jobs = click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work in.")


@main.command(epilog="Exit code: 0, or 1 when something could not be read, or 2 for wrong usage.")
@_docs
@format_options
@_min_score
@package_options
@corridor_options("--waypoints")
@_jobs
def geoparse(  # noqa: PLR0913, PLR0917 - one an option
    docs: tuple[str, ...],
    output: str | None,
    form: str | None,
    geometry: str,
    database: str | None,
    schema: str | None,
    min_score: float,
    geo: str | None,
    gazetteers: tuple[Path, ...],
    which: Which,
    jobs: int,
) -> None:
    """Write the places that DOCS name, one mention a line.

    DOCS are .txt files, .md files with front matter, .jsonl files with one document a line, folders, glob patterns,
    or - for standard input. docs/formats.md says which format is for whom.
    """
    from disputemap.commands.run import Run, check_output, write_mentions  # noqa: PLC0415 - imported when used

    target = to_target(output, form, geometry, database, schema)
    if target.output:
        check_output(target.output, docs, folder=target.is_folder)
    run = Run(geo, jobs, gazetteers, min_score=min_score, which=which)
    write_mentions(run.geoparse(docs), target, target.options(run))
    run.finish()


main.add_command(geocode)
main.add_command(reverse)
main.add_command(gazetteer)
main.add_command(boundaries)
main.add_command(corridor)
corridor.add_command(profile)
corridor.add_command(sensitivity)
main.add_command(evaluate)
main.add_command(figure)
main.add_command(map_)
for command in (search_, show, export, check):
    gazetteer.add_command(command)

if __name__ == "__main__":
    main(prog_name="disputemap")
