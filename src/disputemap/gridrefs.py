"""Grid references in text -> positions: MGRS ("38S LE 1234 5678") and UTM ("38S 441200 3925600")."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import shapely
from mgrs import MGRS
from mgrs.core import MGRSError

from disputemap.crs import LONLAT, project
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Callable

HALF_DIAGONAL = math.sqrt(0.5)  # of a square: from its middle to its corners
FULL_DIGITS = 5  # a figure of an MGRS reference, to the metre
LEAST_M = 1.0  # no report knows a place better than a step
SURE_DIGITS = 6  # a square of 100 m: what releases give
NORTH_FROM = "N"  # bands before this letter lie south of the equator

ZONE = r"(?P<zone>0?[1-9]|[1-5]\d|60)"
BAND = "[C-HJ-NP-X]"
COLUMN, ROW = "[A-HJ-NP-Z]", "[A-HJ-NP-V]"
MGRS_REFERENCE = re.compile(
    rf"(?<![\w.]){ZONE}(?P<gap>\s?)(?P<band>{BAND})\s?(?P<square>{COLUMN}{ROW})\s?"
    r"(?P<digits>[0-9]{1,5}[ \u00a0][0-9]{1,5}|[0-9]{2,10})(?!\w)"
)
UTM_REFERENCE = re.compile(
    rf"(?<![\w.]){ZONE}(?P<gap>\s?)(?P<band>{BAND})\s{{1,2}}(?P<east>[0-9]{{6}})\s?m?\s?E?,?\s{{1,2}}"
    r"(?P<north>[0-9]{7})(?:\s?m?\s?N)?(?!\w)"
)
# From the last digit of the zone on; what finds candidates in a long text looks no further than this.
HINT = rf"\s?{BAND}(?:\s?{COLUMN}{ROW}\s?[0-9]|\s{{1,2}}[0-9]{{6}})"


class GridReference(NamedTuple):
    """A grid reference: the middle of its square, and how far the corners are."""

    start: int
    end: int
    position: LonLat
    accuracy_m: float
    kind: str


def read_reference(text: str, start: int, inside: Callable[[LonLat], bool]) -> GridReference | None:
    """Return the grid reference that starts at a code point, if one does.

    Elsewhere than `inside` only what can be nothing else counts: six digits or more behind a zone that is written as
    one word, for "15 MAR 2024" and "12 USD 50" are squares too, far away.
    """
    if match := MGRS_REFERENCE.match(text, start):
        found = _mgrs(match)
        sure = found and not match["gap"] and len(match["digits"].replace(" ", "")) >= SURE_DIGITS
    elif match := UTM_REFERENCE.match(text, start):
        found = _utm(match)
        sure = found and not match["gap"]
    else:
        return None
    return found if found and (sure or inside(found.position)) else None


def _mgrs(match: re.Match[str]) -> GridReference | None:
    """Return the middle of an MGRS square; None when its letters or digits name none."""
    halves = match["digits"].split()
    if len(halves) == 1:
        middle = len(halves[0]) // 2
        halves = [halves[0][:middle], halves[0][middle:]]
    digits = len(halves[0])
    if digits != len(halves[1]):
        return None
    # to the metre and in the middle already: versions of mgrs differ in which point of a larger square they give
    east, north = (f"{half}50000"[:FULL_DIGITS] for half in halves)
    try:
        lat, lon = MGRS().toLatLon(f"{int(match['zone']):02}{match['band']}{match['square']}{east}{north}")
    except MGRSError:
        return None
    accuracy_m = max(10 ** (FULL_DIGITS - digits) * HALF_DIAGONAL, LEAST_M)
    return GridReference(*match.span(), LonLat(lon, lat), accuracy_m, "mgrs")


def _utm(match: re.Match[str]) -> GridReference | None:
    crs = f"EPSG:{326 if match['band'] >= NORTH_FROM else 327}{int(match['zone']):02}"
    lon, lat = _lonlat(crs, float(match["east"]), float(match["north"]))
    sound = math.isfinite(lon) and math.isfinite(lat)
    return GridReference(*match.span(), LonLat(lon, lat), LEAST_M, "utm") if sound else None


@lru_cache(maxsize=1024)
def _lonlat(crs: str, east: float, north: float) -> tuple[float, float]:
    point = project(shapely.Point(east, north), LONLAT, source=crs)
    return point.x, point.y
