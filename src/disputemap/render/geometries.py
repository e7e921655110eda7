"""Geometries -> columns: each distinct one once, as steps from vertex to vertex in whole ten-thousandths of a degree.

That is about 10 m, finer than anything drawn is known, and than a screen shows at the closest zoom that has labels.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from disputemap.render.island import Island

SCALE = 10_000
DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
KINDS = tuple(DEPTH)
NESTED = 3  # parts of rings of vertices, to which every geometry is brought


class Geometries:
    """Geometries to be written."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bytes, tuple[int, ...]], int] = {}
        self._kinds: list[int] = []
        self._parts: list[int] = []
        self._rings: list[int] = []
        self._sizes: list[int] = []
        self._vertices: list[npt.NDArray[np.int64]] = []

    def add(self, geometry: dict[str, Any] | None) -> int | None:
        """Return the number of a GeoJSON geometry; None for none, and for a collection, which has no coordinates."""
        if not geometry or geometry["type"] not in DEPTH:
            return None
        parts = geometry["coordinates"]
        for _ in range(NESTED - DEPTH[geometry["type"]]):
            parts = [parts]
        rings = [ring for part in parts for ring in part]
        sizes = [len(ring) for ring in rings]
        flat = np.fromiter(chain.from_iterable(pair[:2] for ring in rings for pair in ring), np.float64)
        vertices = np.round(flat * SCALE).astype(np.int64)
        key = (geometry["type"], vertices.tobytes(), (*map(len, parts), -1, *sizes))
        if key not in self._known:
            self._known[key] = len(self._known)
            self._kinds.append(KINDS.index(geometry["type"]))
            self._parts.append(len(parts))
            self._rings += map(len, parts)
            self._sizes += sizes
            self._vertices.append(vertices.reshape(-1, 2))
        return self._known[key]

    def copy(self) -> Geometries:
        """Return the same geometries, to which others may be added."""
        copy = Geometries()
        for name, value in vars(self).items():
            setattr(copy, name, value.copy())
        return copy

    def write(self, island: Island) -> None:
        """Write all as columns."""
        vertices = np.concatenate([np.zeros((0, 2), np.int64), *self._vertices])
        island.numbers("shape.kind", self._kinds)
        island.numbers("shape.parts", self._parts)
        island.numbers("shape.rings", self._rings)
        island.numbers("shape.sizes", self._sizes)
        island.numbers("shape.lon", vertices[:, 0])
        island.numbers("shape.lat", vertices[:, 1])


def read_shapes(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the GeoJSON geometries of an island that was read."""
    places = np.stack([columns["shape.lon"], columns["shape.lat"]], axis=1) / SCALE
    rings = iter(np.split(places, np.cumsum(columns["shape.sizes"])[:-1]) if len(columns["shape.sizes"]) else [])
    sizes = iter(columns["shape.rings"].tolist())
    found = []
    for kind, parts in zip(columns["shape.kind"].tolist(), columns["shape.parts"].tolist(), strict=True):
        nested: Any = [[next(rings).tolist() for _ in range(next(sizes))] for _ in range(parts)]
        for _ in range(NESTED - DEPTH[KINDS[kind]]):
            nested = nested[0]
        found.append({"type": KINDS[kind], "coordinates": nested})
    return found
