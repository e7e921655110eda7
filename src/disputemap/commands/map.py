"""`disputemap map`: documents, or the mentions that `geoparse` wrote, to one offline page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from disputemap.commands.options import corridor_options, package_options

if TYPE_CHECKING:
    from disputemap.commands.options import Which


@click.command(name="map", epilog="Exit code: 0, or 1 when something could not be read, or 2 for wrong usage.")
@click.argument("docs", nargs=-1, required=True, metavar="DOCS...")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="HTML file to write.")
@click.option("--title", help="Heading of the page.")
@click.option("--lang", type=click.Choice(["en", "ar", "ckb"]), default="en", show_default=True, help="Its language.")
@click.option(
    "--layers", metavar="KEYS", help="Layers shown at the start, joined by commas; else those of the package."
)
@click.option(
    "--filters",
    metavar="VIEW",
    default="",
    help="What is shown at the start: what a page writes behind the # of its address.",
)
@click.option(
    "--tiles", metavar="URL", help="Tiles below all: https://host/{z}/{x}/{y}.png. The page asks that host alone."
)
@click.option("--attribution", metavar="TEXT", help="Whose the tiles are; it goes with --tiles.")
@click.option("--embed", is_flag=True, help="Write beside it what embedding takes: .embed.html, .png and .oembed.json.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Leave out the place of mentions whose score is lower; candidates stay.",
)
@package_options
@corridor_options("--waypoints")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work in.")
def map_(  # noqa: PLR0913 - one an option
    docs: tuple[str, ...],
    *,
    output: Path,
    title: str | None,
    lang: str,
    layers: str | None,
    filters: str,
    tiles: str | None,
    attribution: str | None,
    embed: bool,
    min_score: float,
    geo: str | None,
    gazetteers: tuple[Path, ...],
    which: Which,
    jobs: int,
) -> None:
    """Draw the places that DOCS name on one offline page.

    DOCS are documents as in `disputemap geoparse`: files, folders, glob patterns, or -. They may also be the JSON
    lines or the Parquet file that it wrote.
    """
    from disputemap.commands.run import Run, check_output  # noqa: PLC0415 - imported when used
    from disputemap.render.html import Map, Tiles  # noqa: PLC0415

    check_output(output, docs)
    Tiles.checked(tiles, attribution)  # before the work
    run = Run(geo, jobs, gazetteers, min_score=min_score, which=which)
    page = Map(
        run.read(docs),
        geodata=run.geodata,
        title=title,
        lang=lang,
        layers=None if layers is None else [key.strip() for key in layers.split(",") if key.strip()],
        filters=filters,
        tiles=tiles,
        attribution=attribution,
    )
    page.save(output)
    if embed:
        page.save_embed(output)
    run.finish()
