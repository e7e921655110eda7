"""`disputemap gazetteer check`: what is wrong with a data package, an overlay or an exported gazetteer."""

from __future__ import annotations

from pathlib import Path

import click

from disputemap.commands.options import geo_option, open_package
from disputemap.errors import InputError, one_line


@click.command(epilog="Exit code: 0 when sound, or 1 when there are problems, or 2 for wrong usage.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@geo_option
@click.pass_context
def check(ctx: click.Context, /, file: Path | None, geo: str | None) -> None:
    """Say what is wrong with FILE, one line a problem; without FILE, with the data package in use.

    FILE is the folder of a data package, an overlay that `disputemap gazetteer import` made, an LP-TSV table (.tsv) or
    a Linked Places file (.json, .jsonld). Checked are hashes, columns, vocabulary, ids, parents, sources, coordinates
    and bounds, that a place lies in one of its parents, and that no place is there twice.
    """
    from disputemap import datacheck  # noqa: PLC0415 - imported when used

    geodata = open_package(geo)
    path = file or geodata.root
    if not path.exists():
        message = f"{path}: no such file; check the path"
        raise InputError(message)
    count = 0
    for problem in datacheck.check(path, geodata):
        count += 1
        click.echo(one_line(problem))
    click.echo(f"{path}: {count or 'no'} problem{'' if count == 1 else 's'}", err=True)
    ctx.exit(1 if count else 0)
