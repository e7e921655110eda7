"""A million point mentions over a few thousand places, joined with the corridor; beside what one would write instead.

All is loaded before the clock starts. The others answer less: a plain spatial join tells whether a point lies in the
band, the loop by rows also share, distance and the way along the line. None of them knows probabilities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from bench.machine import as_table, best, describe, once
from disputemap.corridors import load_corridor
from disputemap.crs import project, to_metric
from disputemap.draws import DRAWS, Drawings
from disputemap.geodata import load_geodata
from disputemap.join import assign_corridor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.corridors import Corridor

TITLE, PAGE = "Join", "performance.md"
MENTIONS, PLACES = 1_000_000, 5_000
LOOPED = 2_000  # rows of the loop, which is scaled to all
AROUND_M = 30_000.0  # how far off the centreline places lie
ACCURACIES_M = (0.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0)


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    geodata = load_geodata()
    corridor = load_corridor(geodata)
    crs, near_m = str(geodata.settings["metric_crs"]), float(geodata.settings["near_m"])
    places = draw_places(corridor, crs)
    random = np.random.default_rng(2)
    mentions = places.iloc[random.integers(0, PLACES, MENTIONS)].reset_index(drop=True)
    band = gpd.GeoDataFrame(geometry=[corridor.bands["typical"]], crs=4326)
    looped = once(lambda: _by_rows(mentions.iloc[:LOOPED], corridor, crs)) * MENTIONS / LOOPED
    rows = [
        (
            "**assign_corridor**, all eight columns",
            best(lambda: assign_corridor(mentions, corridor, metric_crs=crs, near_m=near_m)),
        ),
        ("geopandas.sjoin with the band", best(lambda: gpd.sjoin(mentions, band, how="left", predicate="within"))),
        (f"a loop by rows (from {LOOPED:,} rows)", looped),
    ]
    unit = rows[0][1]
    yield from (describe(), "")
    yield f"{MENTIONS:,} point mentions over {PLACES:,} places within {AROUND_M / 1000:.0f} km of the centreline:"
    yield ""
    cells = [(what, f"{seconds:.2f}", f"{seconds / unit:,.1f}", f"{MENTIONS / seconds:,.0f}") for what, seconds in rows]
    yield from as_table(("", "seconds", "times ours", "rows a second"), cells)
    yield ""
    yield from _probabilities(places, corridor, crs)


def draw_places(corridor: Corridor, crs: str) -> gpd.GeoDataFrame:
    """Return places around the centreline, the same each time."""
    random = np.random.default_rng(1)
    line = project(corridor.centreline, crs)
    spots = shapely.line_interpolate_point(line, random.uniform(0, line.length, PLACES))
    moved = shapely.get_coordinates(spots) + random.uniform(-AROUND_M, AROUND_M, (PLACES, 2))
    lonlat: Any = np.array(shapely.points(moved), dtype=object)
    accuracy = random.choice(ACCURACIES_M, PLACES)
    return gpd.GeoDataFrame({"accuracy_m": accuracy}, geometry=project(lonlat, "EPSG:4326", source=crs), crs=4326)


def _by_rows(mentions: gpd.GeoDataFrame, corridor: Corridor, crs: str) -> list[tuple[float, float, float, float]]:
    """Return share, distance, way along and off the line of each row, as one would write it first."""
    band, line = project(corridor.bands["typical"], crs), project(corridor.centreline, crs)
    found = []
    for place in mentions.itertuples():
        point = project(place.geometry, crs)
        disc = point.buffer(place.accuracy_m) if place.accuracy_m else point
        share = disc.intersection(band).area / disc.area if place.accuracy_m else float(band.covers(point))
        found.append((share, disc.distance(band), line.project(point) / 1000, point.distance(line)))
    return found


def _probabilities(places: gpd.GeoDataFrame, corridor: Corridor, crs: str) -> Iterator[str]:
    """Yield how long `p_inside` takes of as many places, most of which some drawings reach and others do not."""
    points: Any = np.asarray(places.geometry.array, dtype=object)
    metric, accuracy = to_metric(points, crs), places["accuracy_m"].to_numpy()
    drawings = Drawings(corridor, crs)
    probability = drawings.probability(metric, accuracy)
    undecided = int(((probability > 0) & (probability < 1)).sum())
    seconds = best(lambda: Drawings(corridor, crs).probability(metric, accuracy))
    yield f"`p_inside` of these {PLACES:,} places with {DRAWS:,} drawings of the corridor: {seconds:.2f} s"
    yield f"({undecided:,} of them between 0 and 1), {PLACES * DRAWS / seconds / 1e6:.0f} million positions a second."
