"""`disputemap figure`: documents, or the mentions that `geoparse` wrote, to one figure for a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from disputemap.commands.options import corridor_options, package_options

if TYPE_CHECKING:
    from disputemap.commands.options import Which
    from disputemap.render.marks import Mode


@click.command(epilog="Exit code: 0, or 1 when something could not be read, or 2 for wrong usage.")
@click.argument("docs", nargs=-1, required=True, metavar="DOCS...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="File to write: its name ends in .svg, .png or .pdf.",
)
@click.option("--title", help="Heading of the figure.")
@click.option("--lang", type=click.Choice(["en", "ar", "ckb"]), default="en", show_default=True, help="Its language.")
@click.option(
    "--mode",
    type=click.Choice(["literal", "associative", "both"]),
    default="literal",
    show_default=True,
    help="Which mentions count.",
)
@click.option("--strip/--no-strip", default=True, show_default=True, help="Mentions along the corridor below the map.")
@click.option("--width-mm", type=float, default=180.0, show_default=True, help="Width of the paper in millimetres.")
@click.option("--min-score", type=click.FloatRange(0, 1), default=0.0, help="Leave out the place of mentions below it.")
@package_options
@corridor_options("--waypoints")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work in.")
def figure(  # noqa: PLR0913 - one an option
    docs: tuple[str, ...],
    *,
    output: Path,
    title: str | None,
    lang: str,
    mode: Mode,
    strip: bool,
    width_mm: float,
    min_score: float,
    geo: str | None,
    gazetteers: tuple[Path, ...],
    which: Which,
    jobs: int,
) -> None:
    """Draw the places that DOCS name as a figure for a report: SVG, PNG or PDF.

    DOCS are documents as in `disputemap geoparse`: files, folders, glob patterns, or -. They may also be the JSON
    lines or the Parquet file that it wrote.
    """
    from disputemap.commands.run import Run, check_output  # noqa: PLC0415 - imported when used
    from disputemap.render.figure import check_choices, format_of, save_figure  # noqa: PLC0415
    from disputemap.render.figure import figure as draw  # noqa: PLC0415
    from disputemap.table import from_arrow  # noqa: PLC0415

    choices: dict[str, Any] = {"lang": lang, "mode": mode, "width_mm": width_mm}
    form = format_of(output)
    check_choices(**choices)
    check_output(output, docs)
    run = Run(geo, jobs, gazetteers, min_score=min_score, which=which)
    content = draw(from_arrow(run.read(docs)), geodata=run.geodata, title=title, format=form, strip=strip, **choices)
    save_figure(content, output)
    run.finish()
