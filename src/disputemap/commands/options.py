"""Options that commands share: which data package, which gazetteers of one's own."""

from __future__ import annotations

import math
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from disputemap.corridors import Corridor
    from disputemap.geodata import GeoData
    from disputemap.models import LonLat


MAX_LON, MAX_LAT = 180, 90


def to_lonlat(_ctx: click.Context, _param: click.Parameter, value: str | None) -> LonLat | None:
    """Return the position of an option such as `44.39,35.47`, longitude first."""
    from disputemap.models import LonLat  # noqa: PLC0415 - imported when used

    if value is None:
        return None
    try:
        lon, lat = (float(part) for part in value.split(","))
    except ValueError:
        message = f"{value!r} is no position; write longitude,latitude in degrees, such as 44.39,35.47"
        raise click.BadParameter(message) from None
    if not (abs(lon) <= MAX_LON and abs(lat) <= MAX_LAT):
        message = f"{value!r} is off the Earth; longitude comes first, then latitude"
        raise click.BadParameter(message)
    return LonLat(lon, lat)


def refuse_nan(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    """Return a number that is one."""
    if math.isnan(value):
        message = "nan is no number of degrees"
        raise click.BadParameter(message)
    return value


geo_option = click.option(
    "--geo", type=click.Path(), metavar="DIR", help="Data package to use instead of the shipped one."
)
gazetteer_option = click.option(
    "--gazetteer",
    "gazetteers",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Overlay made by `gazetteer import` to read after the package; repeatable, later wins.",
)


def package_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--geo` and `--gazetteer`."""
    return geo_option(gazetteer_option(command))


def own_line_option(*names: str) -> Callable[..., Any]:
    """Return the option for a line of one's own, under each of these names."""
    return click.option(
        *names,
        "waypoints",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A line of your own: CSV with lon, lat, half_width_typical_km, half_width_max_km, accuracy_m.",
    )


class Which(NamedTuple):
    """Which corridor a command works with: all empty, the package's own."""

    as_of: str
    claim: str
    waypoints: Path | None

    def choose(self, geodata: GeoData) -> Corridor:
        """Return the corridor."""
        from disputemap.corridors.choosing import choose_corridor  # noqa: PLC0415 - imported when used

        return choose_corridor(geodata, as_of=self.as_of, claim=self.claim, waypoints=self.waypoints)

    def put_into(self, geodata: GeoData) -> GeoData:
        """Return the package with the corridor in the place of its own."""
        from disputemap.corridors import with_corridor  # noqa: PLC0415 - imported when used

        return with_corridor(geodata, self.choose(geodata)) if any(self) else geodata


def corridor_options(*names: str) -> Callable[..., Any]:
    """Return what gives a command `which`: `--as-of`, `--claim` and, under these names, a line of one's own."""
    as_of = click.option(
        "--as-of", default="", metavar="DATE", help="Take the corridor that was so then (2021-12); else the newest."
    )
    claim = click.option(
        "--claim", default="", metavar="ID", help="Take it as a claim has it; `corridor show` tells the ids."
    )

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(*args: Any, as_of: str, claim: str, waypoints: Path | None, **more: Any) -> Any:  # noqa: ANN401
            return command(*args, which=Which(as_of, claim, waypoints), **more)

        options: Callable[..., Any] = as_of(claim(own_line_option(*names)(called)))
        return options

    return with_options


def about_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--name`, `--licence` and `--source` of the overlay that it makes."""
    name = click.option("--name", help="Name of the overlay; that of FILE if left out.")
    licence = click.option("--licence", default="", help="Licence of FILE, as SPDX writes it.")
    source = click.option("--source", help="What rows cite as their source; the name of FILE if left out.")
    return name(licence(source(command)))


def open_package(geo: str | None, gazetteers: Sequence[Path] = ()) -> GeoData:
    """Open the data package that the options name.

    Raises
    ------
    GazetteerError
        If the package or an overlay cannot be read.
    """
    from disputemap.geodata import load_geodata  # noqa: PLC0415 - imported when used

    return load_geodata(geo, overlays=tuple(gazetteers)) if gazetteers else load_geodata(geo)
