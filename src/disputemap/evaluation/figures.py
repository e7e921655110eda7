"""Outcomes -> figures: recognition, place, role, calibration, and how sure they are.

The figures are those of Gritta, Pilehvar and Collier (2020), A pragmatic guide to geoparsing evaluation, Language
Resources and Evaluation 54, 683-712. A share of nothing is NaN.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from disputemap.evaluation.calibration import Calibration, calibrate
from disputemap.evaluation.distances import Distances, measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

INTERVAL = 95.0  # per cent
MAIN = (
    "recognition.precision", "recognition.recall", "recognition.f1", "recognition.strict_f1",
    "place.exact", "distances.within_10_km", "distances.within_161_km", "distances.auc",
    "role.accuracy", "role.f1", "role.macro_f1", "calibration.ece", "calibration.brier",
)  # fmt: skip


@dataclass(frozen=True)
class Recognition:
    """How many of the `gold` mentions were `found`, by `predicted` rows of which some overlap none.

    `strict` figures count a mention as found only when its span is the same to the character.
    """

    gold: int
    predicted: int
    found: int
    precision: float
    recall: float
    f1: float
    strict_precision: float
    strict_recall: float
    strict_f1: float


@dataclass(frozen=True)
class PlaceScore:
    """How many of the found mentions whose gold says the place (`judged`) have an accepted one."""

    judged: int
    exact: float


@dataclass(frozen=True)
class RoleScore:
    """How roles were told, of the found mentions whose gold says the role (`judged`).

    `precision`, `recall` and `f1` are those of associative; `macro_f1` is the mean of its F1 and that of literal.
    """

    judged: int
    associative: int
    accuracy: float
    precision: float
    recall: float
    f1: float
    literal_f1: float
    macro_f1: float


@dataclass(frozen=True)
class Figures:
    """All figures of some documents, or of a group of their mentions."""

    recognition: Recognition
    place: PlaceScore
    distances: Distances
    role: RoleScore
    calibration: Calibration


def figures(outcomes: NDArray[Any]) -> Figures:
    """Return the figures of a table of outcomes (see `scoring.OUTCOME`)."""
    place = outcomes["place"][~np.isnan(outcomes["place"])]
    scored = outcomes[~np.isnan(outcomes["score"]) & ~np.isnan(outcomes["correct"])]
    return Figures(
        recognition=_recognition(outcomes),
        place=PlaceScore(len(place), _share(int(place.sum()), len(place))),
        distances=measure(outcomes["km"]),
        role=_role(outcomes[outcomes["gold_role"] != ""]),  # only what was found has one
        calibration=calibrate(scored["score"], scored["correct"]),
    )


def intervals(outcomes: NDArray[Any], *, resamples: int, seed: int) -> dict[str, tuple[float, float]]:
    """Return 95 % intervals of the `MAIN` figures, by the percentile bootstrap over documents.

    Documents, not mentions, are drawn, with replacement, since those of one document share its subject and its
    writer. Fewer than two documents, or a figure that is not there, give NaN.
    """
    _, documents = np.unique(outcomes["doc"], return_inverse=True)
    rows = np.split(np.argsort(documents, kind="stable"), np.cumsum(np.bincount(documents))[:-1])
    if len(rows) < 2 or not resamples:  # noqa: PLR2004 - one document says nothing of others
        return dict.fromkeys(MAIN, (math.nan, math.nan))
    draws = np.random.default_rng(seed).integers(len(rows), size=(resamples, len(rows)))
    read = attrgetter(*MAIN)
    drawn = np.array([read(figures(outcomes[np.concatenate([rows[i] for i in draw])])) for draw in draws])
    return {name: _interval(column) for name, column in zip(MAIN, drawn.T, strict=True)}


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.percentile(known, [(100 - INTERVAL) / 2, (100 + INTERVAL) / 2])
    return float(low), float(high)


def _recognition(outcomes: NDArray[Any]) -> Recognition:
    marked, found, exact = outcomes["marked"], outcomes["found"], outcomes["exact"]
    gold, predicted = int(marked.sum()), int(found.sum())
    both, same = int((marked & found).sum()), int(exact.sum())
    return Recognition(gold, predicted, both, *_prf(both, predicted, gold), *_prf(same, predicted, gold))


def _role(judged: NDArray[Any]) -> RoleScore:
    gold, found = judged["gold_role"] == "associative", judged["found_role"] == "associative"
    right = judged["gold_role"] == judged["found_role"]
    associative = _prf(int((gold & found).sum()), int(found.sum()), int(gold.sum()))
    literal = _prf(int((~gold & ~found).sum()), int((~found).sum()), int((~gold).sum()))
    scores = [f1 for f1 in (associative[2], literal[2]) if not math.isnan(f1)]
    macro = sum(scores) / len(scores) if scores else math.nan
    accuracy = _share(int(right.sum()), len(judged))
    return RoleScore(len(judged), int(gold.sum()), accuracy, *associative, literal[2], macro)


def _prf(right: int, predicted: int, gold: int) -> tuple[float, float, float]:
    """Return precision, recall and their harmonic mean."""
    return _share(right, predicted), _share(right, gold), _share(2 * right, predicted + gold)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
