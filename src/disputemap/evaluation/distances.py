"""How far off: kilometres on the ellipsoid, and the figures that geoparsing makes of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from disputemap.crs import GEOD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.models import LonLat

MAX_KM = 20_039.0  # the largest error there can be, as Gritta et al. have it: half of the Earth's circumference


@dataclass(frozen=True)
class Distances:
    """Error distances of found mentions whose true position is known (`measured`).

    `within_10_km` and the like (Accuracy@k) and `auc` count a mention without a position (`unplaced`) as the farthest
    error; `median_km` and `mean_km` are of the others.
    """

    measured: int
    unplaced: int
    within_10_km: float
    within_25_km: float
    within_161_km: float
    auc: float
    median_km: float
    mean_km: float


def distance_km(one: LonLat, other: LonLat) -> float:
    """Return the geodesic distance (WGS 84) of two positions in kilometres.

    Examples
    --------
    >>> from disputemap.models import LonLat
    >>> round(distance_km(LonLat(44, 35), LonLat(45, 35)), 1)
    91.3
    """
    return float(GEOD.inv(*one, *other)[2]) / 1000.0


def measure(km: NDArray[np.float64]) -> Distances:
    """Return the figures of error distances: NaN is not measured, infinite not placed."""
    measured = km[~np.isnan(km)]
    placed = measured[np.isfinite(measured)]
    within = {k: _mean(measured <= k) for k in (10, 25, 161)}
    return Distances(
        measured=len(measured),
        unplaced=len(measured) - len(placed),
        within_10_km=within[10],
        within_25_km=within[25],
        within_161_km=within[161],
        auc=auc(measured),
        median_km=float(np.median(placed)) if len(placed) else math.nan,
        mean_km=_mean(placed),
    )


def auc(km: NDArray[np.float64]) -> float:
    """Return the area under the curve of log error distances, from 0 (all exact) to 1 (all on the Earth's other side).

    With the n errors sorted and x = ln(km + 1), it is the area under x by the trapezoidal rule, divided by
    (n - 1) ln(20039): Gritta, Pilehvar and Collier (2020), A pragmatic guide to geoparsing evaluation, Language
    Resources and Evaluation 54, 683-712. Of one error it is x / ln(20039).

    Examples
    --------
    >>> auc(np.array([0.0, 0.0, np.inf]))
    0.25
    """
    logs = np.minimum(np.log1p(np.sort(km)), math.log(MAX_KM)) / math.log(MAX_KM)
    if len(logs) > 1:
        return float(np.trapezoid(logs)) / (len(logs) - 1)
    return _mean(logs)


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else math.nan
