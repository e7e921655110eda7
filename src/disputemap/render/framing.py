"""The window of a figure's map: from longitude and latitude through metres to millimetres of paper."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import shapely
from shapely.geometry import shape

from disputemap.crs import LONLAT, project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

WIDEST, NARROWEST = 2.0, 0.75  # width over height
DETAIL_MM = 0.06  # finer than this no printer shows
MARGIN_MM = 1.0  # of what lies around the window, so that its edge shows no line
NICE = (1, 2, 5)
WORLD = (-180.0, -60.0, 180.0, 75.0)


@dataclass(frozen=True)
class Frame:
    """A window in metres of the projection `crs`, and the rectangle of the sheet that shows it, in millimetres."""

    crs: str
    west: float
    south: float
    metres_per_mm: float
    left: float
    bottom: float
    width: float
    height: float

    @classmethod
    def of(cls, view: Iterable[float], crs: str, *, width: float) -> Self:
        """Return the frame that shows a view (lon0, lat0, lon1, lat1) on a given width, at the sheet's corner."""
        lon0, lat0, lon1, lat1 = tuple(view) or WORLD
        box = shapely.box(lon0, lat0, lon1, lat1).segmentize(0.25)
        x0, y0, x1, y1 = project(box, crs).bounds
        wide, high = x1 - x0, y1 - y0
        more_wide, more_high = max(0.0, NARROWEST * high - wide), max(0.0, wide / WIDEST - high)
        scale = (wide + more_wide) / width
        return cls(crs, x0 - more_wide / 2, y0 - more_high / 2, scale, 0.0, 0.0, width, (high + more_high) / scale)

    def moved(self, left: float, bottom: float) -> Frame:
        """Return the frame at another place of the sheet."""
        return Frame(self.crs, self.west, self.south, self.metres_per_mm, left, bottom, self.width, self.height)

    @property
    def box(self) -> BaseGeometry:
        """The rectangle on the sheet."""
        return shapely.box(self.left, self.bottom, self.left + self.width, self.bottom + self.height)

    @property
    def window(self) -> BaseGeometry:
        """The rectangle in metres."""
        far = (self.west + self.width * self.metres_per_mm, self.south + self.height * self.metres_per_mm)
        return shapely.box(self.west, self.south, *far)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a position in metres lies on the sheet."""
        return (
            self.left + (x - self.west) / self.metres_per_mm,
            self.bottom + (y - self.south) / self.metres_per_mm,
        )

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a position on the sheet lies in the frame."""
        return self.left < x < self.left + self.width and self.bottom < y < self.bottom + self.height

    def paper(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return what the frame shows of a geometry in metres, in millimetres."""
        moved = shapely.transform(
            geometry, lambda xy: (xy - [self.west, self.south]) / self.metres_per_mm + [self.left, self.bottom]
        )
        around = self.box.buffer(MARGIN_MM, join_style="mitre").bounds
        return shapely.clip_by_rect(shapely.simplify(moved, DETAIL_MM), *around)

    def features(self, features: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
        """Yield GeoJSON features with what the frame shows of each; those that lie elsewhere are left out."""
        for feature in features:
            seen = self.paper(project(shape(feature["geometry"]), self.crs))
            if not seen.is_empty:
                yield feature, seen

    def scale_bar_km(self) -> float:
        """Return a round length that takes about a quarter of the frame."""
        quarter = self.width * self.metres_per_mm / 4000
        ten = 10.0 ** math.floor(math.log10(quarter))
        return max(nice * ten for nice in NICE if nice * ten <= quarter)

    def latitude(self) -> float:
        """Return the latitude of the middle."""
        middle: shapely.Point = project(self.window.centroid, LONLAT, source=self.crs)
        return float(middle.y)

    def degrees(self, *, along: int) -> list[tuple[float, float]]:
        """Return where whole degrees meet the frame: of longitude its lower edge (`along` 0), of latitude its left one.

        Each is the degree and how far along the edge, in millimetres.
        """
        size = self.width if along == 0 else self.height
        steps = np.linspace(0, size, 200)
        edge = np.zeros((200, 2))
        edge[:, along] = steps
        metres = edge * self.metres_per_mm + [self.west, self.south]
        values = shapely.get_coordinates(project(shapely.LineString(metres), LONLAT, source=self.crs))[:, along]
        whole = range(math.ceil(values[0]), math.floor(values[-1]) + 1)
        every = max(1, math.ceil(len(whole) / 6))
        return [(float(degree), float(np.interp(degree, values, steps))) for degree in whole if degree % every == 0]
