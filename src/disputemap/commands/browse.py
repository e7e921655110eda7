"""`disputemap gazetteer show` and `export`: what is known of a place, and all of it for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from disputemap.commands.options import open_package, package_options
from disputemap.commands.output import print_table, write_text
from disputemap.errors import InputError

if TYPE_CHECKING:
    from disputemap.entries import Entry

EXPORTS = ("lpf", "lp-tsv", "geojson", "csv")


@click.command()
@click.argument("place_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@package_options
def show(place_id: str, form: str, geo: str | None, gazetteers: tuple[Path, ...]) -> None:
    """Show all that is known of the place ID: names and who uses them, parents, position, sources.

    `disputemap gazetteer search` tells the ids.
    """
    from disputemap.entries import load_entries  # noqa: PLC0415 - imported when used

    entries = load_entries(open_package(geo, gazetteers))
    if place_id not in entries:
        message = f"{place_id!r}: no such place; find its id with `disputemap gazetteer search`"
        raise InputError(message)
    entry = entries[place_id]
    parents = _parents(entry, entries)
    if form == "json":
        names = [{key: value for key, value in row.items() if key != "place_id"} for row in entry.names]
        described = {**entry.place, "parents": parents, "location": entry.location, "names": names}
        write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n")
        return
    about = [{"": key, "what": value} for key, value in entry.place.items() if value and key != "parents"]
    print_table(about, title=entry.place["name"])
    _print_rows("Part of", parents)
    _print_rows("Position", [entry.location] if entry.location else [])
    _print_rows("Names", sorted(entry.names, key=lambda row: (row["language"], row["kind"] != "official", row["name"])))


def _print_rows(title: str, rows: list[dict[str, str]]) -> None:
    if rows:
        shown = [{key: value for key, value in row.items() if key != "place_id" or title == "Part of"} for row in rows]
        print_table(shown, title=title)


def _parents(entry: Entry, entries: dict[str, Entry]) -> list[dict[str, str]]:
    """Return the parents, each with the source of the row that says so."""
    return [
        {
            "place_id": parent,
            "name": entries[parent].place["name"] if parent in entries else "",
            "feature": entries[parent].place["feature"] if parent in entries else "",
            "source": entry.place["source"],
        }
        for parent in entry.parents
    ]


@click.command()
@click.option("--format", "form", type=click.Choice(EXPORTS), default="lpf", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; standard output if left out.")
@click.option("--feature", multiple=True, help="Only places of this kind (adm2, river, ...); repeatable.")
@click.option("--country", multiple=True, metavar="CODE", help="Only places of this country (IQ, SY, ...); repeatable.")
@click.option("--base", default="urn:disputemap:", show_default=True, help="What ids begin with in lpf and lp-tsv.")
@package_options
def export(  # noqa: PLR0913, PLR0917 - one an option
    form: str,
    output: Path | None,
    feature: tuple[str, ...],
    country: tuple[str, ...],
    base: str,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Write the gazetteer for other programs: Linked Places (JSON-LD, or LP-TSV), GeoJSON or CSV."""
    from disputemap.entries import load_entries, select_entries  # noqa: PLC0415 - imported when used
    from disputemap.interchange import to_interchange  # noqa: PLC0415

    geodata = open_package(geo, gazetteers)
    chosen = select_entries(load_entries(geodata), features=feature, countries=country)
    if not chosen:
        message = "no place is of that --feature and --country; `disputemap gazetteer search` tells what there is"
        raise InputError(message)
    text = to_interchange(chosen, geodata, form, base=base)
    if output:
        _save(output, text)
    else:
        write_text(text)
    count = len(chosen)
    click.echo(f"{count} place{'' if count == 1 else 's'}", err=True)


def _save(output: Path, text: str) -> None:
    from disputemap.outputs import write_atomic  # noqa: PLC0415 - imported when used

    write_atomic(output, text)
