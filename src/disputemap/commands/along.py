"""`disputemap corridor profile` and `sensitivity`: mentions along the line, and what hangs on which line is taken."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from disputemap.commands.options import Which, corridor_options, open_package, package_options
from disputemap.commands.output import format_option, print_table, to_csv_text, write_text

if TYPE_CHECKING:
    import pandas as pd

    Record = dict[str, Any]

EPILOG = "Exit code: 0, or 1 when something could not be read, or 2 for wrong usage."
_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write; standard output if left out."
)


@click.command(epilog=EPILOG)
@click.argument("mentions", nargs=-1, required=True, metavar="MENTIONS...")
@click.option("--role", type=click.Choice(["literal", "associative"]), help="Count only mentions of this role.")
@click.option(
    "--within",
    "within_km",
    type=click.FloatRange(min=0),
    metavar="KM",
    help="How far off the band places may lie; else as far as the package's `near` reaches.",
)
@click.option(
    "--bin",
    "bin_km",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="KM",
    help="Length of a stretch.",
)
@click.option("--plot", type=click.Path(path_type=Path), help="Draw it as well: FILE.svg, .png or .pdf.")
@click.option("--lang", type=click.Choice(["en", "ar", "ckb"]), default="en", help="Language of the drawing.")
@_output
@format_option
@corridor_options("--waypoints")
@package_options
def profile(  # noqa: PLR0913, PLR0917 - one an option
    mentions: tuple[str, ...],
    role: str | None,
    within_km: float | None,
    bin_km: float,
    plot: Path | None,
    lang: str,
    output: Path | None,
    form: str | None,
    which: Which,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Count mentions along the corridor, stretch by stretch of 10 km.

    MENTIONS are documents as in `disputemap geoparse`, or JSON lines or Parquet that it wrote. Mentions of areas count
    in a column of their own: they say that a stretch is spoken of, not that anything happened there.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 - imported when used

    from disputemap.commands.run import Run, check_output  # noqa: PLC0415
    from disputemap.corridors import load_corridor  # noqa: PLC0415
    from disputemap.profile import profile as count  # noqa: PLC0415

    for file in filter(None, (output, plot)):
        check_output(file, mentions)
    run = Run(geo, 1, gazetteers, which=which)
    corridor = load_corridor(run.geodata)
    found = run.read(mentions)
    if lost := pc.sum(pc.and_not(found["lon"].is_valid(), found["chainage_km"].is_valid())).as_py():
        what = f"{lost} mentions of a table have no kilometre along the corridor and are not counted"
        click.echo(f"{what}; geoparse their documents anew", err=True)
    counts = count(found, corridor, bin_km=bin_km, within_km=within_km, role=role)
    if plot:
        from disputemap.render.strip import strip  # noqa: PLC0415 - Matplotlib is slow

        strip(counts, plot, sectors=corridor.sectors, lang=lang)
    _write(counts, form, output, title="Mentions along the corridor")
    run.finish()


@click.command(epilog=EPILOG)
@click.argument("mentions", nargs=-1, metavar="[MENTIONS...]")
@click.option("--all", "every", is_flag=True, help="Tell of places that do not change too.")
@click.option("--seeds", type=click.IntRange(min=1), default=5, show_default=True, help="Seeds to try for p_inside.")
@click.option("--draws", type=click.IntRange(min=1), default=1000, show_default=True, help="Drawings a seed.")
@_output
@format_option
@corridor_options("--waypoints")
@package_options
def sensitivity(  # noqa: PLR0913, PLR0917 - one an option
    mentions: tuple[str, ...],
    every: bool,  # noqa: FBT001 - as click passes it
    seeds: int,
    draws: int,
    output: Path | None,
    form: str | None,
    which: Which,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Tell which places lie otherwise to another corridor: of which claim, how wide, drawn with which seed.

    Of each place: its relation to the typical band, its probability of lying inside (p_inside) with the error of that
    and what other seeds give, and its relation to the maximum band and to the corridor of each claim that implies one.
    MENTIONS (documents, or what `geoparse` wrote) name the places; without, it is all of the gazetteer.
    """
    from disputemap.commands.run import Run, check_output  # noqa: PLC0415 - imported when used
    from disputemap.sensitivity import sensitivity as compare  # noqa: PLC0415

    if output:
        check_output(output, mentions)
    run = Run(geo, 1, gazetteers) if mentions else None
    geodata = run.geodata if run else open_package(geo, gazetteers)
    named = set(run.read(mentions)["place_id"].drop_null().to_pylist()) if run else None
    table = compare(geodata, place_ids=named, corridor=which.choose(geodata), draws=draws, seeds=seeds)
    table = table if every else table[table["changes"].map(bool)]
    _write(table, form, output, title="Places that lie otherwise to another corridor")
    if run:
        run.finish()


def _write(table: pd.DataFrame, form: str | None, output: Path | None, *, title: str) -> None:
    """Write rows as the options say: a table for people has only the columns that a person reads."""
    from disputemap.outputs import write_atomic  # noqa: PLC0415 - imported when used

    records: list[Record] = [
        {str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")
    ]
    if output is None and (form == "table" or (form is None and sys.stdout.isatty())):
        print_table(map(_short, records), title=title)
        return
    chosen = form or ("csv" if output and output.suffix == ".csv" else "jsonl")
    lines = to_csv_text(records) if chosen == "csv" else "".join(_line(record) for record in records)
    if output:
        write_atomic(output, lines)
    else:
        write_text(lines)


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - any cell
    """Return a cell as JSON has it."""
    number = value.item() if hasattr(value, "item") else value
    return None if isinstance(number, float) and number != number else number  # noqa: PLR0124 - NaN


def _cell(value: Any) -> str:  # noqa: ANN401 - any cell
    return f"{value:g}" if isinstance(value, float) else str(value or 0)


def _short(record: Record) -> Record:
    """Return what a person reads of a row: of the other corridors only those that change something."""
    if "changes" not in record:
        return {
            name: "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
            for name, value in record.items()
        }
    words = list(dict.fromkeys(record[name] for name in record["changes"]))
    told = "; ".join(
        f"{word}: {', '.join(name for name in record['changes'] if record[name] == word)}" for word in words
    )
    known = record["p_inside"] is not None
    return {
        "place_id": record["place_id"],
        "relation": record["relation"],
        "p_inside": f"{record['p_inside']:.2f}" if known else "",
        "by seed": f"{record['p_least']:.2f}-{record['p_most']:.2f}" if known else "",
        "to others it is": told,
    }
