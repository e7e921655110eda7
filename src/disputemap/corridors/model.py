"""The corridor as stages pass it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = npt.NDArray[np.float64]

TYPICAL, MAXIMUM = "typical", "maximum"
STATION_STEP_KM = 10.0


@dataclass(frozen=True, slots=True)
class Sector:
    """A stretch of the centreline under one name; `names` has it by language (`en`, `ar`, ...)."""

    sector_id: str
    from_km: float
    to_km: float
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Vertices:
    """The n vertices of a centreline: `lonlat` (n, 2), EPSG:4326, and what :class:`Corridor` has by the other names."""

    lonlat: Floats
    half_width_km: Floats
    accuracy_m: Floats
    chainage_km: Floats

    @property
    def line(self) -> shapely.LineString:
        """The centreline."""
        return shapely.LineString(self.lonlat)


@dataclass(frozen=True, slots=True)
class Corridor:
    """The corridor of a data package, EPSG:4326.

    `bands` has the polygons `typical` and `maximum`; `computed_length_km` is the geodesic length of the centreline's
    vertices; `claims` are rows of the package's table, every cell a string. Of the centreline's n vertices,
    `half_width_km` (n, 2) tells the typical and the maximum half-width (NaN if the package has no waypoints), which
    change evenly from one vertex to the next, `accuracy_m` (n,) how far off each may be, and `chainage_km` (n,) how
    far along the whole line it lies: the line that a claim cuts out does not begin at 0. Bands are cut to `land`.
    `version` says which of the package's lines this is, `claim` whose reading of it.
    """

    centreline: shapely.LineString
    bands: Mapping[str, shapely.Polygon | shapely.MultiPolygon]
    as_of: str
    computed_length_km: float
    claims: tuple[Mapping[str, str], ...] = ()
    title: str = ""
    half_width_km: Floats = field(default_factory=lambda: np.empty((0, 2)), compare=False)
    accuracy_m: Floats = field(default_factory=lambda: np.empty(0), compare=False)
    chainage_km: Floats = field(default_factory=lambda: np.empty(0), compare=False)
    sectors: tuple[Sector, ...] = ()
    station_step_km: float = STATION_STEP_KM
    land: Any = None  # a polygon; shapely types its abstract base without what polygons have
    claim: str = ""
    version: str = ""

    @property
    def vertices(self) -> Vertices:
        """What is known of each vertex."""
        lonlat = shapely.get_coordinates(self.centreline)
        return Vertices(lonlat, self.half_width_km, self.accuracy_m, self.chainage_km)
