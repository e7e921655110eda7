"""Candidates in their context -> the place that each mention means, how sure, and why.

A conditional logit over whole batches: each candidate's features (`placefeatures`) times the model's weights are its
points, and softmax turns the points of a mention's candidates into shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.model import weigh
from disputemap.placefeatures import Batch, Candidates, Context, are_small, place_features, usual_columns
from disputemap.ragged import NONE, expand, is_in, owners, segment_softmax, take_or
from disputemap.reasons import explain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.model import Model
    from disputemap.placefeatures import PlaceFeatures
    from disputemap.placetable import PlaceTable

__all__ = ["Candidates", "Choices", "Context", "choose_places", "usual_points"]

# A village far from all else that a text names is as likely another of its name, which the gazetteer lacks.
FAR_M = 150_000
LEVELS = {"adm1": 1, "adm2": 2, "adm3": 3}


class Choices(NamedTuple):
    """What n mentions with m candidates mean.

    Attributes
    ----------
    best
        int64 (n): position in `Candidates.place` of the place meant, NONE without candidates.
    share
        float64 (m): the shares of the candidates, in their order; those of a mention add up to 1.
    order
        int64 (m): positions of the candidates, within each mention best first, ties by id: `place[order]`,
        `share[order]` with the same `offsets` are the ranked candidates.
    meanings
        int64 (n): how many candidates.
    top_share
        float64 (n): the share of the best, 0 without candidates.
    margin
        float64 (n): its points over the second; infinite with one candidate, 0 without.
    located
        bool (n): it has a position; a mention without one cannot be placed.
    far
        bool (n): a small place far from all others that the document names.
    matched, mismatch
        bool (n): a feature word asks for a kind of place, and it is, or is not, of that kind.
    chain
        int32 (n): the link of the context, where it holds: the place behind holds this one, or this one has no
        candidate (an unknown name inside a known area); else NONE.
    reason
        int32 (n): which of `reasons`, the distinct lists of reasons.
    """

    best: NDArray[np.int64]
    share: NDArray[np.float64]
    order: NDArray[np.int64]
    meanings: NDArray[np.int64]
    top_share: NDArray[np.float64]
    margin: NDArray[np.float64]
    located: NDArray[np.bool_]
    far: NDArray[np.bool_]
    matched: NDArray[np.bool_]
    mismatch: NDArray[np.bool_]
    chain: NDArray[np.int32]
    reason: NDArray[np.int32]
    reasons: tuple[tuple[str, ...], ...]


def choose_places(candidates: Candidates, context: Context, table: PlaceTable, model: Model) -> Choices:
    """Choose a place for each mention of a batch of whole documents, see :class:`Choices`."""
    batch = Batch(candidates, context, table)
    features = place_features(batch, model)
    share, order, margin = _rank(features, points_of(features, model), candidates)
    best = _first_of(order, candidates)
    place = take_or(candidates.place, best, none=NONE).astype(np.int64)
    matched = (place >= 0) & ((context.asked >> take_or(table.feature, place, none=0)) & 1 > 0)
    mismatch = (place >= 0) & (context.asked > 0) & ~matched
    far = np.append(are_small(table), False)[place] & (take_or(features.away_m, best, none=np.nan) > FAR_M)
    chain = _chain(place, context, table)
    reason, reasons = explain(features, best, place, batch, far=far, mismatch=mismatch, chain=chain)
    return Choices(
        best=best,
        share=share,
        order=order,
        meanings=np.diff(candidates.offsets),
        top_share=take_or(share, best, none=0.0),
        margin=margin,
        located=take_or(table.located, place, none=False),
        far=far,
        matched=matched,
        mismatch=mismatch,
        chain=chain,
        reason=reason,
        reasons=reasons,
    )


def usual_points(
    place: NDArray[np.int64], asked: NDArray[np.uint32], table: PlaceTable, model: Model
) -> NDArray[np.float64]:
    """Return what speaks for places without any text: the kind `asked` for (masks, 0: none), size, lying at home."""
    return weigh(usual_columns(place, asked, table), model.place)


def points_of(features: PlaceFeatures, model: Model) -> NDArray[np.float64]:
    """Return the points of the candidates of mentions that can mean several places."""
    return weigh(features.columns, model.place)


def _first_of(order: NDArray[np.int64], candidates: Candidates) -> NDArray[np.int64]:
    """Return the first candidate of each mention, NONE if it has none."""
    best = np.full(len(candidates.offsets) - 1, NONE, np.int64)
    some = np.diff(candidates.offsets) > 0
    best[some] = order[candidates.offsets[:-1][some]]
    return best


def _rank(
    features: PlaceFeatures, points: NDArray[np.float64], candidates: Candidates
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return shares, order and margins; of mentions with one candidate there is nothing to work out."""
    share = np.ones(len(candidates.place))
    order = np.arange(len(candidates.place))
    margin = np.where(np.diff(candidates.offsets) > 0, np.inf, 0.0)
    if features.at.size:
        by_points = _best_first(points, features, candidates)
        order[features.at] = features.at[by_points]
        first = features.offsets[:-1]
        ranked = points[by_points]
        share[features.at] = segment_softmax(points, features.offsets, ranked[first])
        margin[features.rows] = ranked[first] - ranked[first + 1]
    return share, order, margin


def _best_first(points: NDArray[np.float64], features: PlaceFeatures, candidates: Candidates) -> NDArray[np.int64]:
    """Return the order of candidates by their points within each mention, ties by id."""
    levels, level = np.unique(-points, return_inverse=True)
    place = candidates.place[features.at]
    codes = (owners(features.offsets) * len(levels) + level) * (int(place.max()) + 1) + place
    return np.argsort(codes)


def _chain(place: NDArray[np.int64], context: Context, table: PlaceTable) -> NDArray[np.int32]:
    """Return the links that hold: see :class:`Choices`."""
    chain = np.full(len(place), NONE, np.int32)
    inner = np.flatnonzero(context.link >= 0)
    inner = inner[place[context.link[inner]] >= 0]
    known = inner[place[inner] >= 0]
    chain[inner[place[inner] < 0]] = context.link[inner[place[inner] < 0]]
    link = context.link[known]
    above = expand(table.ancestor_offsets, place[known])
    within = above.owner[table.ancestor[above.at] == place[link][above.owner]]
    holds = np.bincount(within, minlength=len(known)) > 0
    holds |= (context.asked[link] > 0) & _may_lie_in(place[known], place[link], table)
    chain[known[holds]] = link[holds]
    return chain


def _may_lie_in(inner: NDArray[np.int64], outer: NDArray[np.int64], table: PlaceTable) -> NDArray[np.bool_]:
    """Tell whether a text may be believed that says so: the place is of a finer level, in a district that both share.

    Gazetteers know of many a village the district, and not the sub-district.
    """
    level = np.array([LEVELS.get(feature, 0) for feature in table.features])[table.feature]
    finer = (level[outer] > 0) & ((level[inner] == 0) | (level[inner] > level[outer]))
    rows = np.flatnonzero(finer)
    one, other = (_divisions(places[rows], level, table) for places in (inner, outer))
    common = rows[one[is_in(one, other)] // len(table)]
    believed = np.zeros(len(inner), bool)
    believed[common] = True
    return believed


def _divisions(place: NDArray[np.int64], level: NDArray[np.int64], table: PlaceTable) -> NDArray[np.int64]:
    """Return the divisions that each place is or lies in, as numbers `row * places + division`."""
    area = expand(table.area_offsets, place)
    division = table.area[area.at]
    numbers: NDArray[np.int64] = area.owner * len(table) + division
    return numbers[level[division] > 0]
