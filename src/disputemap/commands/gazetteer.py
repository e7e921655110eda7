"""`disputemap gazetteer ...`: what goes into the gazetteer. Searching it is in `lookup`."""

from __future__ import annotations

from pathlib import Path

import click

from disputemap.commands.options import open_package, package_options

FORMATS = ("geonames", "lp-tsv", "lpf", "geojson", "csv")


@click.group()
def gazetteer() -> None:
    """Search the gazetteer, and add places of your own to it."""


@gazetteer.command(
    name="import", epilog="Exit code: 0, or 1 when a row was refused and nothing written, or 2 for wrong usage."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Overlay to write (a zip file).")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Format of FILE; guessed if left out.")
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Column for a field; repeatable.")
@click.option("--alternate-names", type=click.Path(path_type=Path), help="GeoNames' alternateNamesV2, .txt or .zip.")
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out and let the good ones in.")
@click.option("--report", type=click.Path(path_type=Path), help="File for all that is refused, coarse or in conflict.")
@click.option(
    "--evidence",
    type=click.Choice(["none", "context", "feature"]),
    help="What must stand beside new one-word names before they count in a text; context for GeoNames, else none.",
)
@click.option("--name", help="Name of the overlay; that of FILE if left out.")
@click.option("--licence", default="", help="Licence of FILE, as SPDX writes it.")
@click.option("--source", help="What rows cite as their source; the name of FILE if left out.")
@package_options
def import_(  # noqa: PLR0913, PLR0917 - one an option
    file: Path,
    output: Path,
    form: str | None,
    pairs: tuple[str, ...],
    alternate_names: Path | None,
    skip_bad: bool,  # noqa: FBT001 - as click passes it
    report: Path | None,
    evidence: str | None,
    name: str | None,
    licence: str,
    source: str | None,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Make an overlay of FILE, for `--gazetteer` of the other commands.

    FILE is a GeoNames country dump (IQ.zip, IQ.txt), LP-TSV, Linked Places Format, GeoJSON, or a table with a header.
    Fields for --map: id, name, name_ar (or another language), lon, lat, feature, country, parent, population,
    accuracy_m, matches, pcode, gn, wd, date, note, wkt. Rows are matched against the gazetteer in use, --gazetteer
    included. A bad row refuses all, unless --skip-bad leaves it out.
    """
    from typing import cast  # noqa: PLC0415 - imported when used

    from disputemap.commands.importing import finish  # noqa: PLC0415
    from disputemap.imports.importing import Format, Source, import_gazetteer, parse_mapping  # noqa: PLC0415
    from disputemap.imports.writing import About  # noqa: PLC0415

    asked = Source(file, cast("Format | None", form), parse_mapping(pairs), alternate_names)
    about = About(name or file.stem, source or file.name, licence)
    needs = None if evidence is None else evidence.replace("none", "")
    package = open_package(geo, gazetteers)
    found = import_gazetteer(asked, output, package, about=about, skip_bad=skip_bad, evidence=needs)
    finish(found, output, report)
