"""`disputemap gazetteer ...`: what goes into the gazetteer. Searching it is in `lookup`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from disputemap.commands.options import about_options, open_package, package_options

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
@about_options
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


def _country_code(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value):
        message = f"{value!r}: give an ISO 3166 code of two capitals, such as IQ"
        raise click.BadParameter(message)
    return value


@gazetteer.command(epilog="Exit code: 0, or 1 when the download failed, or 2 for wrong usage.")
@click.argument("provider", type=click.Choice(["geonames"]))
@click.argument("country", callback=_country_code, metavar="COUNTRY")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; COUNTRY.zip if left out.")
@click.option(
    "--alternate-names", is_flag=True, help="Get the names with their languages too (COUNTRY-alternate-names.zip)."
)
@click.option("--max-mb", type=click.IntRange(min=1), default=500, show_default=True, help="Refuse what is larger.")
@click.option(
    "--base-url",
    envvar="DISPUTEMAP_GEONAMES_URL",
    default="https://download.geonames.org/export/dump",
    show_default=True,
    help="Where the dumps lie.",
)
def fetch(  # noqa: PLR0913, PLR0917 - one an option
    provider: str,
    country: str,
    output: Path | None,
    alternate_names: bool,  # noqa: FBT001 - as click passes it
    max_mb: int,
    base_url: str,
) -> None:
    """Download the GeoNames dump of COUNTRY (an ISO code such as IQ), for `gazetteer import`.

    A download that was cut off goes on where it ended. The SHA-256 of what came goes to FILE.sha256.log.
    """
    from disputemap.commands.importing import fetch_zip  # noqa: PLC0415 - imported when used

    del provider  # one so far
    target = output or Path(f"{country}.zip")
    wanted = {f"{country}.zip": target}
    if alternate_names:
        wanted[f"alternatenames/{country}.zip"] = target.with_name(f"{target.stem}-alternate-names{target.suffix}")
    for path, file in wanted.items():
        found = fetch_zip(f"{base_url.rstrip('/')}/{path}", file, max_bytes=max_mb * 1_000_000)
        resumed = f", resumed at {found.resumed_at:,}" if found.resumed_at else ""
        click.echo(f"{found.path}: {found.size:,} bytes{resumed}, sha256 {found.sha256}", err=True)
