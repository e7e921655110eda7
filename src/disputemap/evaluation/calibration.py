"""How far a score can be believed: against how often rows with it are right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS = 10


class Bin(NamedTuple):
    """Rows of like score: the lowest and highest, how many rows, their mean score, the share that is right."""

    low: float
    high: float
    rows: int
    score: float
    right: float


class Step(NamedTuple):
    """Of the rows that score `score` or more: their share of all rows, and how many of them are right."""

    score: float
    coverage: float
    accuracy: float


@dataclass(frozen=True)
class Calibration:
    """How scores and truth agree, over `rows` that name a place; right means right place and role."""

    rows: int
    accuracy: float
    ece: float
    brier: float
    bins: tuple[Bin, ...]
    coverage: tuple[Step, ...]


def calibrate(score: NDArray[np.float64], right: NDArray[np.float64]) -> Calibration:
    """Return how scores (0 to 1) agree with what is right (1) and wrong (0).

    ECE, the expected calibration error, is the mean gap between score and accuracy over bins, weighed by their rows:
    Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks, ICML. The bins are ten of equal
    mass, not of equal width, since scores crowd near 1; rows of equal score share one. Brier (1950) is the mean squared
    gap of single rows.
    """
    order = np.argsort(score, kind="stable")
    score, right = score[order], right[order]
    if not len(score):
        return Calibration(0, math.nan, math.nan, math.nan, (), ())
    bins = _bins(score, right)
    ece = sum(one.rows * abs(one.score - one.right) for one in bins) / len(score)
    brier = float(np.mean((score - right) ** 2))
    return Calibration(len(score), float(right.mean()), ece, brier, bins, _coverage(score, right))


def wilson(share: float, rows: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share of some rows (Wilson 1927), which stays between 0 and 1.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(0.5, 10)]
    [0.237, 0.763]
    """
    z2 = 1.96**2
    middle = (share + z2 / (2 * rows)) / (1 + z2 / rows)
    half = 1.96 * math.sqrt(share * (1 - share) / rows + z2 / (4 * rows**2)) / (1 + z2 / rows)
    return max(0.0, middle - half), min(1.0, middle + half)


def _bins(score: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[Bin, ...]:
    """Cut rows, sorted by score, into bins of as equal a size as equal scores allow."""
    wanted = np.arange(1, BINS) * len(score) // BINS
    cuts = np.unique(np.searchsorted(score, score[wanted]))
    parts = zip(np.split(score, cuts), np.split(right, cuts), strict=True)
    return tuple(Bin(float(s[0]), float(s[-1]), len(s), float(s.mean()), float(r.mean())) for s, r in parts if len(s))


def _coverage(score: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[Step, ...]:
    """Return, for each score to the third decimal, what is kept from there up and how much of it is right."""
    levels, first = np.unique(score.round(3), return_index=True)
    kept = len(score) - first
    gone = np.concatenate([[0.0], np.cumsum(right)])[first]
    accuracy = (right.sum() - gone) / kept
    steps = zip(levels.tolist(), (kept / len(score)).tolist(), accuracy.tolist(), strict=True)
    return tuple(Step(*step) for step in steps)
