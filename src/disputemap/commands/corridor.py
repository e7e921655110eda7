"""`disputemap corridor ...`: the corridor itself, as built, as told and as handed to other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from disputemap.commands.options import Which, corridor_options, open_package, own_line_option, package_options
from disputemap.commands.output import print_table, to_csv_text, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    Record = dict[str, Any]

EXPORTED = ("centreline", "bands", "stations", "sectors", "claims")
EPILOG = "Exit code: 0, or 1 when something is refused, or 2 for wrong usage."


@click.group()
def corridor() -> None:
    """Build, show and export the corridor, and say how much depends on which one is taken."""


@corridor.command(epilog=EPILOG)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder to write to, instead of the package.")
@own_line_option("--from")
@click.option("--as-of", default="", metavar="DATE", help="With --from: when the line was so.")
@package_options
def build(
    output: Path | None, waypoints: Path | None, as_of: str, geo: str | None, gazetteers: tuple[Path, ...]
) -> None:
    """Work out what follows from the tables: lines, bands, stations, chainages, the stretches of claims.

    The tables are `waypoints`, `sectors`, `claims` and `corridor-versions` of the package that --geo names, which is
    written to. With --from, they are a line of your own, written to the folder of -o. The same tables give the same
    bytes. Waypoints that cannot be right are refused, by file and row.
    """
    from disputemap.corridors.folders import own_files, package_files, write_folder, write_package  # noqa: PLC0415

    if output is None and (waypoints or geo is None):
        message = "say where to: -o FOLDER" + ("" if waypoints else ", or --geo DIR for the package itself")
        raise click.UsageError(message)
    geodata = open_package(geo, gazetteers)
    texts = own_files(waypoints, geodata, as_of=as_of) if waypoints else package_files(geodata)
    for path in write_folder(output, texts) if output else write_package(geodata, texts):
        click.echo(f"wrote {path}", err=True)


@corridor.command(epilog=EPILOG)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--lengths", "only_lengths", is_flag=True, help="Its length by each definition, instead of the rest.")
@corridor_options("--from")
@package_options
def show(
    form: str,
    only_lengths: bool,  # noqa: FBT001 - as click passes it
    which: Which,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Show its length, areas, date and sectors, and each claim beside what our line measures.

    Lengths are along the WGS 84 ellipsoid, areas too. What was claimed and what is measured stand apart, and a claim
    that names no stretch says so.
    """
    from disputemap.corridors.description import describe, flat_rows  # noqa: PLC0415 - imported when used
    from disputemap.corridors.lengths import lengths  # noqa: PLC0415

    geodata = open_package(geo, gazetteers)
    chosen = which.choose(geodata)
    if only_lengths:
        _write([length._asdict() for length in lengths(chosen, geodata)], form, title=f"Length of {chosen.title}")
        return
    told = describe(chosen, geodata)
    if form == "json":
        write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    elif form == "csv":
        write_text(to_csv_text(list(flat_rows(told))))
    else:
        _print(told)


def _write(rows: list[Record], form: str, *, title: str) -> None:
    if form == "json":
        write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif form == "csv":
        write_text(to_csv_text(rows))
    else:
        print_table(rows, title=title)


def _print(told: Record) -> None:
    """Print a description as tables."""
    line = {
        "length": f"{told['length_km']:.1f} km along its {told['vertices']} vertices (geodesic)",
        "straight": f"{told['straight_km']:.1f} km from end to end",
        "as of": told["as_of"],
        "version": told["version"],
        "as claimed by": _speaker(told),
        "measured in": f"{told['metric_crs']}, lengths off by at most {100 * told['metric_error']:.2f} %",
    }
    print_table(({"": name, "what": text} for name, text in line.items() if text), title=told["title"])
    print_table(({"band": b["band"], **_areas(b)} for b in told["bands"]), title="Areas on land")
    print_table(map(_sector, told["sectors"]), title="Sectors, km along the line")
    print_table(map(_claim, told["claims"]), title="Claims, and what our line measures there (why: --format json)")


def _speaker(told: Record) -> str:
    """Return whose claim is shown, and when it was made: an id alone names nobody."""
    rows = (claim for claim in told["claims"] if told["claim"] and claim.get("claim_id") == told["claim"])
    who = ", ".join(str(row[name]) for row in rows for name in ("who", "date") if row.get(name))
    return f"{who} ({told['claim']})" if who else str(told["claim"])


def _areas(band: Record) -> Record:
    before = band["area_before_clipping_km2"]
    return {"km²": f"{band['area_km2']:,.1f}", "km² before clipping": "" if before is None else f"{before:,.1f}"}


def _sector(sector: Record) -> Record:
    ends = {"from": f"{sector['from_km']:.1f}", "to": f"{sector['to_km']:.1f}", "km": f"{sector['length_km']:.1f}"}
    return {"sector": sector["names"].get("en", sector["sector_id"]), **ends}


def _claim(claim: Record) -> Record:
    """Return what a person wants to see of a claim, in few columns."""
    said = " ".join(str(claim[name]) for name in ("claimed_value", "unit") if name in claim)
    if not said and "claimed_length_km" in claim:
        said = f"{claim['claimed_length_km']} km"
    return {
        "claim": claim.get("claim_id", ""),
        "says": said or claim.get("kind", ""),
        "of": claim.get("extent_or_place") or claim.get("extent", ""),
        "who, when": ", ".join(str(claim[name]) for name in ("who", "date") if name in claim),
        "ours": _ours(claim),
    }


def _ours(claim: Record) -> str:
    """Return what our line measures where a claim speaks of, or that it speaks of nowhere."""
    if "computed_length_km" not in claim:
        return "no geometry"
    parts = [f"{claim['computed_length_km']:.1f} km (km {claim['from_km']:.0f} to {claim['to_km']:.0f})"]
    if "our_width_typical_km" in claim:
        typical, most = (_range(claim[name]) for name in ("our_width_typical_km", "our_width_max_km"))
        parts.append(f"{typical} km wide, at most {most}")
    if "computed_area_km2" in claim:
        areas = claim["computed_area_km2"]
        parts.append(f"{areas['typical']:.0f} km², at most {areas['maximum']:.0f}")
    return "; ".join(parts)


def _range(ends: Iterable[float]) -> str:
    low, high = ends
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


@corridor.command(epilog=EPILOG)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="File to write; its ending tells the format: .geojson, .gpkg, .parquet or .fgb.",
)
@click.option("--layer", "layers", multiple=True, type=click.Choice(EXPORTED), help="Only this layer; repeatable.")
@corridor_options("--from")
@package_options
def export(
    output: Path,
    layers: tuple[str, ...],
    which: Which,
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Write centreline, bands, stations, sectors and claims for other programs, EPSG:4326.

    A GeoPackage has a layer each; the other formats have one table with a column `layer`. Claims that imply no geometry
    are rows without one.
    """
    from disputemap.exports.corridors import export_corridor  # noqa: PLC0415 - imported when used

    geodata = open_package(geo, gazetteers)
    chosen = which.choose(geodata)
    written = export_corridor(chosen, geodata, output, layers=layers or EXPORTED)
    click.echo(f"wrote {output} ({', '.join(f'{count} {name}' for name, count in written.items())})", err=True)
