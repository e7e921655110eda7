"""`disputemap evaluate`: how good geoparsing is on texts that were marked by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from disputemap.commands.options import open_package, package_options
from disputemap.commands.output import write_text
from disputemap.errors import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from disputemap.evaluation import Evaluation
    from disputemap.inputs import Problem

PICTURES = (".svg", ".png")
_file = click.Path(path_type=Path)


def _gold_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options about reading gold."""
    form = click.option(
        "--format", "form", type=click.Choice(["jsonl", "brat", "conll"]), help="Format of GOLD; told from file names."
    )
    types = click.option(
        "--types",
        metavar="LIST",
        callback=_to_types,
        help="Entity types of brat and CoNLL that are places, such as LOC,GPE or Literal,Metonymic=associative.",
    )
    texts = click.option("--texts", type=_file, metavar="DIR", help="Folder of the texts that JSON lines name.")
    return form(types(texts(command)))


def _to_types(_ctx: click.Context, _param: click.Parameter, value: str | None) -> dict[str, str] | None:
    from disputemap.evaluation.gold import parse_types  # noqa: PLC0415 - imported when used

    return None if value is None else parse_types(value)


def _to_picture(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in PICTURES:
        message = f"{str(value)!r} is no picture that can be drawn; end its name with .svg or .png"
        raise click.BadParameter(message)
    return value


@click.command(epilog="Exit code: 0, or 1 when something could not be read, or 2 for wrong usage.")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD...", type=_file)
@click.option("--predicted", type=_file, metavar="FILE", help="Judge what `geoparse` wrote, instead of geoparsing.")
@click.option("-o", "--output", type=_file, metavar="FILE", help="JSON file to write all figures and errors to.")
@click.option("--plot", type=_file, callback=_to_picture, metavar="FILE", help="Picture to draw, .svg or .png.")
@click.option("--errors", is_flag=True, help="List every error, one a line.")
@_gold_options
@package_options
def evaluate(  # noqa: PLR0913, PLR0917 - one an option
    gold: tuple[Path, ...],
    predicted: Path | None,
    output: Path | None,
    plot: Path | None,
    errors: bool,  # noqa: FBT001 - click gives options by name
    form: str | None,
    types: dict[str, str] | None,
    texts: Path | None,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Print how good geoparsing is on texts marked by hand.

    GOLD are files or folders: JSON lines with `mentions`, brat standoff (.ann beside .txt), or CoNLL columns. Figures
    are made of what the gold marks: recognition, place and distances, roles, and how far scores can be believed.
    """
    from disputemap import evaluation  # noqa: PLC0415 - imported when used
    from disputemap.evaluation.gold import TYPES  # noqa: PLC0415
    from disputemap.evaluation.report import to_text  # noqa: PLC0415
    from disputemap.outputs import check_writable  # noqa: PLC0415

    for path in filter(None, [output, plot]):
        check_writable(path)
    geodata = open_package(geo, gazetteers)
    said = _Said()
    marked = list(evaluation.read_gold(gold, form=form, types=types or TYPES, texts=texts, on_problem=said))
    if not marked:
        sys.exit(said.nothing())
    rows = None if predicted is None else _read_rows(predicted)
    result = evaluation.evaluate(marked, predicted=rows, geo=geodata, on_problem=said)
    write_text(to_text(result))
    if errors:
        write_text("".join(["\nERRORS\n", *(f"{error}\n" for error in result.errors)]))
    sys.stdout.buffer.flush()
    _write_files(result, output, plot)
    click.echo(_summary(result, said.count), err=True)
    sys.exit(1 if said.count else 0)


class _Said:
    """Says problems as they come, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, problem: Problem) -> None:
        self.count += 1
        click.echo(str(problem), err=True)

    def nothing(self) -> int:
        """Return the exit code when there is no gold, having said so if nothing else explains it."""
        if not self.count:
            click.echo("Error: GOLD holds no document; give files with a marked text in them", err=True)
        return 1


def _read_rows(path: Path) -> Iterable[dict[str, Any]]:
    from disputemap.table import to_records  # noqa: PLC0415 - imported when used
    from disputemap.tablefiles import read_mentions  # noqa: PLC0415

    return to_records(read_mentions(path))


def _write_files(result: Evaluation, output: Path | None, plot: Path | None) -> None:
    from disputemap.evaluation.report import to_json  # noqa: PLC0415 - imported when used
    from disputemap.outputs import replacing, write_atomic  # noqa: PLC0415

    if output:
        write_atomic(output, to_json(result))
    if plot:
        from disputemap.evaluation.plot import draw  # noqa: PLC0415

        picture = draw(result, plot.suffix.lower().removeprefix("."))
        with replacing(plot) as file:
            file.write(picture)


def _summary(result: Evaluation, problems: int) -> str:
    marks = result.all.recognition.gold
    said = [
        _count(result.documents, "document"),
        _count(marks, "gold mention") if marks else "no gold mention (are its entity types among --types?)",
        _count(len(result.errors), "error"),
        f"gold places that the gazetteer cannot match: {result.unmapped}" if result.unmapped else "",
        f"rows of other documents left out: {result.elsewhere}" if result.elsewhere else "",
        _count(problems, "problem"),
    ]
    return one_line("; ".join(filter(None, said)))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
