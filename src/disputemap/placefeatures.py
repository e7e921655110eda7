"""Candidates in their context -> columns: what an analyst would name that speaks for one place or another.

Columns are made for mentions that can mean several places; of the others there is nothing to choose. The text around
is looked at twice: first each name with what stands beside it, then, with the places that are sure by then, each name
in its document (:func:`place_features`). Geoparsing and training use the same columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.model import weigh
from disputemap.nearness import Sites, find_sites, nearest_m
from disputemap.ragged import distinct, expand, is_in, segment_argmax, segment_softmax, to_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.model import Columns, Model
    from disputemap.placetable import PlaceTable
    from disputemap.ragged import Ints

CERTAIN = 0.5
NEARBY_M, LEAST_M, MOST_M = 60_000, 1_000, 2_000_000
USUAL_POPULATION, LEAST_POPULATION = 30_000, 1_000
BARE = ("country", "region", "populated_place", "adm1", "adm2", "adm3")
DIVISIONS = frozenset({"adm1", "adm2", "adm3"})
# Levels that reporting uses for one another: the seat of a sub-district is a "town" or a "village".
NEAR = ({"populated_place", "adm3"}, {"adm2", "adm3"}, {"base", "camp"}, {"lake", "dam"})


class Candidates(NamedTuple):
    """The m places that n mentions can mean; those of mention `i` are `offsets[i]:offsets[i + 1]`, each once.

    Attributes
    ----------
    offsets
        int64 (n + 1). A mention may have no candidate: a name that the gazetteer lacks.
    place
        int32 (m): numbers in the place table.
    historical, preferred
        bool (m): the name is a former one; it is official, or in the document's language.
    """

    offsets: NDArray[np.int64]
    place: NDArray[np.int32]
    historical: NDArray[np.bool_]
    preferred: NDArray[np.bool_]


class Context(NamedTuple):
    """Where n mentions stand, in text order.

    Attributes
    ----------
    doc
        int32 (n): the number of the document in the batch, from 0, ascending.
    group
        int32 (n): the coordinated list, unique in the batch; negative for none.
    asked
        uint32 (n): the kinds that a feature word asks for (`PlaceTable.mask`), 0 for none.
    link
        int32 (n): the mention behind that may hold this one ("X, Y district", "X in Y"), -1 for none.
    """

    doc: NDArray[np.int32]
    group: NDArray[np.int32]
    asked: NDArray[np.uint32]
    link: NDArray[np.int32]


class Batch(NamedTuple):
    """The mentions of whole documents: what they can mean, where they stand, and the places."""

    candidates: Candidates
    context: Context
    table: PlaceTable


class PlaceFeatures(NamedTuple):
    """The features of the b candidates of the a mentions that can mean several places.

    `rows` are these mentions, `offsets` (a + 1) the candidates of each here, `at` their positions in
    `Candidates.place`; each column has b values. `sites` are the places that say where each document is about.
    """

    rows: NDArray[np.int64]
    offsets: NDArray[np.int64]
    at: NDArray[np.int64]
    columns: Columns
    sites: Sites


class _Several(NamedTuple):
    """The mentions that can mean several places: `row` is the mention of each candidate, `doc` its document."""

    rows: NDArray[np.int64]
    offsets: NDArray[np.int64]
    at: NDArray[np.int64]
    row: NDArray[np.int64]
    place: NDArray[np.int64]
    doc: NDArray[np.int64]


def place_features(batch: Batch, model: Model) -> PlaceFeatures:
    """Return what speaks for each candidate; what is sure at the first look is so by this model."""
    several = _several(batch)
    beside = _beside(several, batch)
    first = _first(several, weigh(beside, model.place), batch.candidates)
    sites = find_sites(batch.context.doc, first, batch.table)
    columns = {
        **beside,
        "same_level": _same_level(several, batch),
        **_around(several, first, batch),
        **_named_fully(several, first, batch),
        **_away(several, sites, batch),
    }
    return PlaceFeatures(several.rows, several.offsets, several.at, columns, sites)


def _several(batch: Batch) -> _Several:
    candidates, context, _ = batch
    counts = np.diff(candidates.offsets)
    rows = np.flatnonzero(counts > 1)
    laid = expand(candidates.offsets, rows)
    row = rows[laid.owner]
    place = candidates.place[laid.at].astype(np.int64)
    return _Several(rows, to_offsets(counts[rows]), laid.at, row, place, context.doc[row].astype(np.int64))


def usual_columns(place: NDArray[np.int64], asked: NDArray[np.uint32], table: PlaceTable) -> Columns:
    """Return what speaks for places without any text: the kind asked for (0: none), size, and lying at home."""
    kind = table.feature[place]
    bare = asked == 0
    exact = (asked >> kind) & 1 > 0
    columns: dict[str, NDArray[np.float64] | NDArray[np.bool_]] = {
        "asked_exact": exact,
        "asked_near": ~exact & (asked & _near_masks(table)[kind] > 0),
        "bare_other": bare & ~table.is_one_of(BARE)[place],
        "home": table.home[place],
        "size": _sizes(table)[place],
        "seat": table.seat[place],
        "unlocated": ~table.located[place],
    }
    for feature in BARE:
        code = table.features.index(feature) if feature in table.features else len(table.features)
        columns[f"bare_{feature}"] = bare & (kind == code)
    return columns


def _near_masks(table: PlaceTable) -> NDArray[np.uint32]:
    """Return for each kind the kinds that reporting uses for it."""
    groups = [(feature, group) for feature in table.features for group in NEAR if feature in group]
    masks = np.zeros(len(table.features) + 1, np.uint32)
    for feature, group in groups:
        masks[table.features.index(feature)] |= table.mask(group & set(table.features))
    return masks


def _sizes(table: PlaceTable) -> NDArray[np.float64]:
    """Return what its size says for a town; areas are not weighed against towns by their population."""
    size = np.log10(np.maximum(table.population, LEAST_POPULATION) / USUAL_POPULATION)
    return np.where(table.is_one_of({"populated_place"}), size, 0.0)


def _beside(several: _Several, batch: Batch) -> Columns:
    """Return what stands beside each name, and the name itself."""
    candidates, context, table = batch
    in_next, holds_previous = _linked(several, batch)
    return {
        **usual_columns(several.place, context.asked[several.row], table),
        "historical": candidates.historical[several.at],
        "preferred": candidates.preferred[several.at],
        "in_next": in_next,
        "holds_previous": holds_previous,
    }


def _linked(several: _Several, batch: Batch) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of each candidate if it lies in a meaning of the name behind, and if it holds one of the name before."""
    candidates, context, table = batch
    size = len(table)
    inner = np.flatnonzero(context.link >= 0)
    outer = context.link[inner]
    children = expand(candidates.offsets, inner)
    above = expand(table.ancestor_offsets, candidates.place[children.at])
    holder = outer[children.owner][above.owner].astype(np.int64) * size + table.ancestor[above.at]
    meant = expand(candidates.offsets, outer)
    outer_codes = distinct(outer[meant.owner].astype(np.int64) * size + candidates.place[meant.at])
    confirmed = is_in(holder, outer_codes)
    inside = np.zeros(len(candidates.place), bool)
    inside[children.at[above.owner[confirmed]]] = True
    holds = is_in(several.row * size + several.place, distinct(holder[confirmed]))
    return inside[several.at], holds


def _first(several: _Several, points: NDArray[np.float64], candidates: Candidates) -> NDArray[np.int64]:
    """Return the place that each mention means beyond doubt at the first look, or -1."""
    first = np.full(len(candidates.offsets) - 1, -1, np.int64)
    single = np.flatnonzero(np.diff(candidates.offsets) == 1)
    first[single] = candidates.place[candidates.offsets[single]]
    shares = segment_softmax(points, several.offsets)
    best = segment_argmax(shares, several.offsets)
    first[several.rows] = np.where(shares[best] > CERTAIN, several.place[best], -1)
    return first


def _same_level(several: _Several, batch: Batch) -> NDArray[np.bool_]:
    """Tell of each candidate of a bare name if some name of the same list can only be of its kind."""
    candidates, context, table = batch
    bits = np.uint32(1) << table.feature[candidates.place].astype(np.uint32)
    filled = np.flatnonzero(np.diff(candidates.offsets) > 0)
    kinds = np.bitwise_or.reduceat(bits, candidates.offsets[filled]) if filled.size else bits
    sure = (np.bitwise_count(kinds) == 1) & (context.group[filled] >= 0)
    levels = np.zeros(context.group.max(initial=-1) + 2, np.uint32)  # the last is for "no list", and stays 0
    np.bitwise_or.at(levels, context.group[filled[sure]], kinds[sure])
    listed = levels[np.maximum(context.group[several.row], -1)]
    fits: NDArray[np.bool_] = (context.asked[several.row] == 0) & (listed & bits[several.at] > 0)
    return fits


def _around(several: _Several, first: NDArray[np.int64], batch: Batch) -> Columns:
    """Tell of each candidate whether it lies in, or holds, a place that its document names by another name."""
    _, context, table = batch
    size = len(table)
    sure = np.flatnonzero(first >= 0)
    named = distinct(context.doc[sure].astype(np.int64) * size + first[sure])
    own = np.sort(several.row * size + several.place)
    above = expand(table.ancestor_offsets, several.place)
    ancestor = table.ancestor[above.at]
    hit = np.flatnonzero(is_in(several.doc[above.owner] * size + ancestor, named))
    by_another = ~is_in(several.row[above.owner[hit]] * size + ancestor[hit], own)
    in_named = np.zeros(len(several.place), bool)
    in_named[above.owner[hit[by_another]]] = True
    return {"in_named": in_named, "holds_named": _holds(several, named, table)}


def _holds(several: _Several, named: NDArray[np.int64], table: PlaceTable) -> NDArray[np.bool_]:
    """Tell of each candidate whether it holds more of the places named than its own name can mean."""
    size = len(table)
    doc, place = np.divmod(named, size)
    above = expand(table.ancestor_offsets, place)
    holders = np.sort(doc[above.owner] * size + table.ancestor[above.at])
    in_doc, in_row = several.doc * size + several.place, several.row * size + several.place
    meant = np.flatnonzero(is_in(in_doc, named))
    above = expand(table.ancestor_offsets, several.place[meant])
    own = np.sort(several.row[meant][above.owner] * size + table.ancestor[above.at])
    holds = is_in(in_doc, holders)
    at = np.flatnonzero(holds)
    holds[at] = _count_in(in_doc[at], holders) > _count_in(in_row[at], own)
    return holds


def _named_fully(several: _Several, first: NDArray[np.int64], batch: Batch) -> Columns:
    """Tell of each candidate of a bare name whether the document names it with its feature word elsewhere."""
    _, context, table = batch
    size = len(table)
    sure = np.flatnonzero((first >= 0) & (context.asked > 0))
    fits = (context.asked[sure] >> table.feature[first[sure]]) & 1 > 0
    fully = distinct(context.doc[sure[fits]].astype(np.int64) * size + first[sure[fits]])
    meant = is_in(several.doc * size + several.place, fully) & (context.asked[several.row] == 0)
    division = table.is_one_of(DIVISIONS)[several.place]
    return {"sense_point": meant & ~division, "sense_area": meant & division}


def _away(several: _Several, sites: Sites, batch: Batch) -> Columns:
    """Return how near each candidate lies to the other places of its document."""
    away = nearest_m(several.place, several.row, sites, batch)
    known = np.where(np.isnan(away), NEARBY_M, np.clip(away, LEAST_M, MOST_M))
    return {"near_named": away <= NEARBY_M, "away": np.log10(known / NEARBY_M)}


def _count_in(codes: Ints, ordered: Ints) -> NDArray[np.int64]:
    """Return how often each code is among the ordered ones."""
    return np.searchsorted(ordered, codes, "right") - np.searchsorted(ordered, codes, "left")
