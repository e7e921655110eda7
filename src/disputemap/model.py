"""geo/lexicon/weights.csv -> Model: how much each thing that an analyst would name speaks for a place, a role, a score.

A model is three lists of weights. What is judged gets columns of numbers (its features), and the weights turn them
into points: `place` into points of a candidate (softmax makes them shares), `role` into log odds of "associative",
`score` into log odds that place and role are right. The weights that people set by hand stand here, with the meaning
of each feature; `make train` writes those learnt from our gold to the data package. A package without its own gets
the hand-set ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from disputemap.geodata import GeoData

    Columns = Mapping[str, NDArray[np.float64] | NDArray[np.bool_]]

RESOURCE = "weights"
SECTIONS = ("place", "role", "score")


class Weight(NamedTuple):
    """A feature of one section: its weight as set by hand, and what it means."""

    section: str
    feature: str
    weight: float
    meaning: str


HAND_SET = (
    Weight("place", "asked_exact", 5.0, "a feature word asks for this kind of place"),
    Weight(
        "place", "asked_near", 2.5, "a feature word asks for a kind that reporting uses for this one (town, nahiya)"
    ),
    Weight("place", "bare_country", 4.0, "a country, named without a feature word"),
    Weight("place", "bare_region", 3.0, "a region, named without a feature word"),
    Weight("place", "bare_populated_place", 2.0, "a town or village, named without a feature word"),
    Weight("place", "bare_adm1", 1.2, "a governorate, named without a feature word"),
    Weight("place", "bare_adm2", 0.3, "a district, named without a feature word"),
    Weight("place", "bare_adm3", 0.0, "a sub-district, named without a feature word"),
    Weight("place", "bare_other", 0.5, "any other kind (river, mountain, field, ...), named without a feature word"),
    Weight("place", "home", 2.0, "in a country that the gazetteer describes in depth"),
    Weight("place", "size", 0.4, "of a town: log10 of its population over 30,000 (unknown or smaller: of 1,000)"),
    Weight("place", "seat", 0.0, "the seat of a government"),
    Weight("place", "unlocated", 0.0, "without a position in the gazetteer"),
    Weight("place", "historical", -1.0, "the name is a former one of the place"),
    Weight("place", "preferred", 0.0, "the name is the place's usual one, or in the language of the text"),
    Weight("place", "same_level", 2.0, "of the kind of the names beyond doubt in the same list"),
    Weight("place", "in_next", 4.0, "in the place named right behind it (X, Y district; X in Y)"),
    Weight("place", "holds_previous", 3.0, "holds the place named right before it (X in Y)"),
    Weight("place", "in_named", 1.0, "in a place that the text names elsewhere"),
    Weight("place", "holds_named", 0.0, "an area that holds a place that the text names elsewhere"),
    Weight("place", "near_named", 1.0, "within 60 km of a place that the text names elsewhere"),
    Weight("place", "away", 0.0, "log10 of the distance to the nearest of the text's other places, over 60 km"),
    Weight("place", "sense_point", 1.0, "a town, village or site that the text names elsewhere with its feature word"),
    Weight("place", "sense_area", 0.0, "a division that the text names elsewhere with its feature word"),
    Weight("role", "seat", 0.8, "may be the seat of a government: a bare capital is more often that than a city"),
    Weight("role", "polity", -0.2, "may be a country or a region with a government"),
    Weight("role", "other", -3.0, "any other place"),
    Weight("role", "associative_cues", 1.0, "sum of the weights of the cues beside it that speak for associative"),
    Weight("role", "literal_cues", -1.0, "sum of the weights of the cues beside it that speak for literal"),
    Weight("role", "feature_word", -6.0, "a feature word stands beside it"),
    Weight("role", "modifier", -2.5, "a direction or distance stands beside it"),
    Weight("role", "with_other", -1.0, "a place that can act, in one list with a place that cannot"),
    Weight("score", "intercept", 0.0, "before anything is known"),
    Weight("score", "belief", 1.0, "log odds of (share of the place times probability of the role)"),
    Weight("score", "one_meaning", 0.0, "the gazetteer has one place of this name"),
    Weight("score", "margin", 0.0, "points between the best and the second meaning, 5 at most; 0 with one meaning"),
    Weight("score", "far", -2.5, "a small place far from all others that the text names"),
    Weight("score", "mismatch", 0.0, "a feature word asks for another kind of place"),
    Weight("score", "asked", 0.0, "a feature word asks for this kind of place"),
    Weight("score", "chain", 0.0, "in the place named right behind it"),
    Weight(
        "score", "needs_evidence", 0.0, "the name is also a word or a person's, and counts for what stands around it"
    ),
    Weight("score", "reference", 0.0, "not a name, but a word that refers back to one (the town)"),
    Weight("score", "within", 0.0, "an unknown name, placed in the known area around it"),
)


@dataclass(frozen=True)
class Model:
    """Weights of features, by section: see :data:`HAND_SET` for what each means."""

    place: dict[str, float] = field(repr=False)
    role: dict[str, float] = field(repr=False)
    score: dict[str, float] = field(repr=False)


def hand_set() -> Model:
    """Return the model that people set by hand."""
    weights: dict[str, dict[str, float]] = {section: {} for section in SECTIONS}
    for row in HAND_SET:
        weights[row.section][row.feature] = row.weight
    return Model(**weights)


def load_model(geodata: GeoData) -> Model:
    """Read the model of a data package; features it does not weigh keep their hand-set weights.

    Raises
    ------
    GazetteerError
        If a row weighs a feature that does not exist, or its weight is no number.
    """
    model = hand_set()
    for row in geodata.table(RESOURCE) if RESOURCE in geodata.resources else ():
        weights = getattr(model, row["section"], {}) if row["section"] in SECTIONS else {}
        try:
            weights[row["feature"]]  # unknown ones are refused, not kept
            weights[row["feature"]] = _finite(row["weight"])
        except (KeyError, ValueError) as error:
            message = f"{geodata.path(RESOURCE)}: {row['section']} {row['feature']!r}: {error}; run `make train`"
            raise GazetteerError(message) from error
    return model


def _finite(cell: str) -> float:
    weight = float(cell)
    if not np.isfinite(weight):
        message = f"weight {cell!r} is no number"
        raise ValueError(message)
    return weight


def weigh(columns: Columns, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the points of each row: its features times their weights, added up column by column.

    So that a row's points do not depend on the rows beside it (a matrix product may round differently by position).

    >>> weigh({"near": np.array([True, False]), "size": np.array([0.5, 2.0])}, {"near": 1.0, "size": 2.0})
    array([2., 4.])
    """
    points = np.zeros(len(next(iter(columns.values()))))
    for feature, column in columns.items():
        if weights[feature]:
            points += weights[feature] * column
    return points


def sigmoid(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn log odds into probabilities.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    small = np.exp(-np.abs(log_odds))
    probability: NDArray[np.float64] = np.where(log_odds < 0, small, 1.0) / (1.0 + small)
    return probability


def logit(probability: NDArray[np.float64], *, limit: float) -> NDArray[np.float64]:
    """Turn probabilities into log odds, not beyond `limit` to either side.

    >>> logit(np.array([0.0, 0.5, 1.0]), limit=8.0)
    array([-8.,  0.,  8.])
    """
    edge = float(sigmoid(np.array([-limit]))[0])
    inner = np.clip(probability, edge, 1.0 - edge)
    log_odds: NDArray[np.float64] = np.log(inner / (1.0 - inner))
    return np.clip(log_odds, -limit, limit)
