"""`disputemap geocode`, `reverse` and `gazetteer search`: names to places, positions to names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from disputemap.commands.options import open_package, package_options, refuse_nan, to_lonlat
from disputemap.commands.output import format_option, write_records
from disputemap.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from disputemap.lookup.index import Index
    from disputemap.models import LonLat

_near = click.option("--near", callback=to_lonlat, metavar="LON,LAT", help="Favour places near this position.")
_feature = click.option("--feature", multiple=True, help="Only places of this kind (adm2, river, ...); repeatable.")


def _limit(default: int) -> Callable[..., Any]:
    kind = click.IntRange(min=1)
    return click.option("--limit", type=kind, default=default, show_default=True, help="At most so many answers each.")


@click.command(epilog="Exit code: 0, or 1 when something could not be read, or 2 for wrong usage.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("-i", "--input", "source", metavar="FILE", help="File with one name a line; - is standard input.")
@format_option
@_limit(5)
@_near
@_feature
@package_options
def geocode(  # noqa: PLR0913, PLR0917 - one an option
    names: tuple[str, ...],
    source: str | None,
    form: str | None,
    limit: int,
    near: LonLat | None,
    feature: tuple[str, ...],
    geo: str | None,
    gazetteers: tuple[Path, ...],
) -> None:
    """Find the places that each NAME can mean, best first.

    A name may be in any script, hold a feature word ("Kirkuk governorate") and parents after commas ("Bashir,
    Kirkuk"). `match` says how it was found: exact, article, clitics, romanised, or fuzzy:N, which is a guess. A name
    without an answer is a line with an empty place_id.
    """
    from disputemap.lookup.answers import NAME_FIELDS, answer_name, check_features  # noqa: PLC0415 - imported when used

    if bool(names) == (source is not None):
        message = "give names, or a file of names with -i, and not both"
        raise click.UsageError(message)
    index = _open_index(geo, gazetteers)
    check_features(feature, index)
    queries: Iterable[str] = names if source is None else read_queries(source)
    records = (r for query in queries for r in answer_name(query, index, limit=limit, near=near, feature=feature))
    write_records(records, NAME_FIELDS, form, at_once=source == "-")


@click.command(context_settings={"ignore_unknown_options": True}, epilog="Negative numbers need no quoting.")
@click.argument("lon", type=click.FloatRange(-180, 180), callback=refuse_nan)
@click.argument("lat", type=click.FloatRange(-90, 90), callback=refuse_nan)
@format_option
@_limit(5)
@package_options
def reverse(  # noqa: PLR0913, PLR0917 - one an option
    lon: float, lat: float, form: str | None, limit: int, geo: str | None, gazetteers: tuple[Path, ...]
) -> None:
    """Name the populated places nearest to LON LAT, and the areas that hold it."""
    from disputemap.lookup.answers import POSITION_FIELDS, answer_position  # noqa: PLC0415 - imported when used
    from disputemap.models import LonLat  # noqa: PLC0415

    index = _open_index(geo, gazetteers)
    write_records(answer_position(LonLat(lon, lat), index, limit=limit), POSITION_FIELDS, form)


@click.command(name="search")
@click.argument("name")
@format_option
@_limit(20)
@_near
@_feature
@package_options
@click.pass_context
def search_(ctx: click.Context, /, name: str, **options: Any) -> None:  # noqa: ANN401 - those of `geocode`
    """Find the places that NAME can mean, best first, as `disputemap geocode` does."""
    ctx.invoke(geocode, names=(name,), source=None, **options)


def read_queries(source: str) -> Iterator[str]:
    """Yield the lines of a file of names, or of standard input as they come.

    Raises
    ------
    InputError
        If the file cannot be read, or its encoding not be told.
    """
    if source == "-":
        yield from _decode_lines(sys.stdin.buffer)
        return
    from disputemap.decoding import UndecodableError, decode  # noqa: PLC0415 - imported when used

    try:
        text = decode(Path(source).read_bytes())
    except OSError as error:
        message = f"{source}: cannot be read ({error.strerror or error}); check the path"
        raise InputError(message) from error
    except UndecodableError as error:
        message = f"{source}: {error}"
        raise InputError(message) from error
    yield from text.splitlines()


def _decode_lines(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            message = (
                f"standard input, line {number}: is not UTF-8 ({error.reason}); convert it, or give the file to -i"
            )
            raise InputError(message) from error


def _open_index(geo: str | None, gazetteers: tuple[Path, ...]) -> Index:
    from disputemap.lookup.index import load_index  # noqa: PLC0415 - imported when used

    return load_index(open_package(geo, gazetteers))
