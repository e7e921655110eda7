"""`disputemap boundaries ...`: official boundaries in place of the package's."""

from __future__ import annotations

from pathlib import Path

import click

from disputemap.commands.options import about_options, open_package, package_options


@click.group()
def boundaries() -> None:
    """Put official boundaries in the place of the shipped ones."""


@boundaries.command(
    name="import", epilog="Exit code: 0, or 1 when an area was refused and nothing written, or 2 for wrong usage."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--level", type=click.Choice(["adm1", "adm2", "adm3"]), required=True, help="What the areas are.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Overlay to write (a zip file).")
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Column for a field; repeatable.")
@click.option("--layer", help="Layer of FILE, if none or several are called by the level.")
@click.option("--crs", help="Coordinate reference system, if FILE declares none (EPSG:32638).")
@click.option("--skip-bad", is_flag=True, help="Leave bad areas out and let the good ones in.")
@click.option("--report", type=click.Path(path_type=Path), help="File for all that is refused, mended or in conflict.")
@about_options
@package_options
def import_(  # noqa: PLR0913, PLR0917 - one an option
    file: Path,
    level: str,
    output: Path,
    pairs: tuple[str, ...],
    layer: str | None,
    crs: str | None,
    skip_bad: bool,  # noqa: FBT001 - as click passes it
    report: Path | None,
    name: str | None,
    licence: str,
    source: str | None,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Make an overlay of the polygons in FILE, for `--gazetteer` of the other commands.

    FILE is GeoJSON, GeoPackage or a zipped shapefile; the columns of OCHA COD-AB and geoBoundaries are recognised,
    others are given with --map (name, name_ar, pcode, id, parent, country, population, date). Polygons take the place
    of ours for areas with the same P-code, or name and position; others become new places. P-codes are kept.
    """
    from disputemap.commands.importing import finish  # noqa: PLC0415 - imported when used
    from disputemap.imports.boundaries import import_boundaries  # noqa: PLC0415
    from disputemap.imports.importing import parse_mapping  # noqa: PLC0415
    from disputemap.imports.writing import About  # noqa: PLC0415

    found = import_boundaries(
        file,
        output,
        open_package(geo, gazetteers),
        level=level,
        mapping=parse_mapping(pairs),
        about=About(name or file.stem, source or file.name, licence),
        layer=layer,
        crs=crs,
        skip_bad=skip_bad,
    )
    finish(found, output, report)
