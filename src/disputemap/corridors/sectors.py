"""Centreline x divisions -> sectors: where along the line one named stretch ends and the next begins.

The line is cut where it passes from the divisions of one sector into those of another. A stretch in a division that is
in no sector belongs to the sector before it, at the line's start to the first.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from disputemap.corridors.bands import chainages_km
from disputemap.corridors.model import Sector
from disputemap.errors import GazetteerError, GeometryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disputemap.corridors.model import Floats

CUT_DEG = 1e-6  # stretches shorter than this are what two drawings of one border leave


def cut_sectors(line: shapely.LineString, areas: Mapping[str, shapely.Geometry]) -> list[tuple[str, float, float]]:
    """Cut a line into sectors.

    Parameters
    ----------
    line
        EPSG:4326.
    areas
        The divisions of each sector, one geometry by `sector_id`, EPSG:4326; where they overlap, or the line runs along
        their border, the earlier counts.

    Returns
    -------
    stretches
        `sector_id`, first and last chainage in kilometres, from the line's start to its end without a gap; one that
        the line comes back into has several, one that it does not meet none. None at all if it meets no sector.
    """
    at = _cuts(line, areas.values())
    middles = shapely.line_interpolate_point(line, (at[:-1] + at[1:]) / 2)
    names = list(areas)
    held = np.array([shapely.dwithin(area, middles, CUT_DEG) for area in areas.values()]).reshape(len(names), -1)
    first = [names[column.argmax()] if column.any() else "" for column in held.T]
    km = np.interp(at, shapely.line_locate_point(line, shapely.points(line.coords)), chainages_km(line))
    return [step for step in _merged(_filled(first), km.tolist()) if step[0]]


def _cuts(line: shapely.LineString, areas: Iterable[shapely.Geometry]) -> Floats:
    """Return where along a line it may pass from one area to another, in degrees, with its start and end."""
    met = [shapely.intersection(line, shapely.boundary(area)) for area in areas]
    at = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(met)))
    marks = np.unique(np.concatenate([[0.0], at, [line.length]]))
    kept = np.concatenate([[True], np.diff(marks) > CUT_DEG])
    kept[-1] = True
    return np.asarray(marks[kept], dtype=float)


def _filled(names: list[str]) -> list[str]:
    """Return the names with each empty one replaced by the one before it, or by the first there is."""
    last = next((name for name in names if name), "")
    return [last := name or last for name in names]


def _merged(names: list[str], km: list[float]) -> list[tuple[str, float, float]]:
    """Return runs of one name as one stretch."""
    steps = list(zip(names, pairwise(km), strict=True))
    runs = [(name, [step for _, step in run]) for name, run in groupby(steps, key=lambda item: item[0])]
    return [(name, run[0][0], run[-1][1]) for name, run in runs]


def check_sectors(wanted: Iterable[str], found: Sequence[tuple[str, float, float]]) -> None:
    """Refuse sectors of a package that its line does not cross, or comes back into.

    Raises
    ------
    GeometryError
        It names the first.
    """
    met = [name for name, _, _ in found]
    for name in wanted:
        if name not in met:
            message = f"sector {name!r}: the centreline does not cross its places; correct `places` or leave it out"
            raise GeometryError(message)
        if met.count(name) > 1:
            message = f"sector {name!r}: the centreline comes back into its places; give the other stretch a sector too"
            raise GeometryError(message)


def read_sectors(rows: Iterable[Mapping[str, str]]) -> tuple[Sector, ...]:
    """Return the sectors that a table tells, with their names by language (`name_en` is `en`).

    Raises
    ------
    GazetteerError
        If a row does not say where its sector begins and ends.
    """
    found = []
    for row in rows:
        try:
            found.append(Sector(row["sector_id"], float(row["from_km"]), float(row["to_km"]), names_of(row)))
        except (KeyError, ValueError, TypeError) as error:
            message = f"sector {row.get('sector_id')!r}: `from_km` or `to_km` is no number ({error}); build it anew"
            raise GazetteerError(message) from error
    return tuple(found)


def names_of(row: Mapping[str, str]) -> dict[str, str]:
    """Return the names in a row by language: `name_en` is `en`."""
    return {key.removeprefix("name_"): text for key, text in row.items() if key.startswith("name_") and text}
