"""Candidates in their context -> columns: what an analyst would name that speaks for one place or another.

Columns are made for mentions that can mean several places; of the others there is nothing to choose. The text around
is looked at twice: first each name with what stands beside it, then, with the places that are sure by then, each name
in its document (:func:`place_features`). Geoparsing and training use the same columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.model import weigh
from disputemap.nearness import find_sites, nearest_m
from disputemap.ragged import are_new, distinct, expand, find_in, is_in, segment_softmax, to_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.model import Columns, Model
    from disputemap.placetable import PlaceTable
    from disputemap.ragged import Ints

CERTAIN = 0.5
NEARBY_M, LEAST_M, MOST_M = 60_000, 1_000, 2_000_000
USUAL_POPULATION, LEAST_POPULATION = 30_000, 1_000
BARE = ("country", "region", "populated_place", "adm1", "adm2", "adm3")
SMALL = frozenset({"populated_place", "adm3"})
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
    `Candidates.place`; each column has b values. `away_m` is for all candidates, see :func:`_away_m`.
    """

    rows: NDArray[np.int64]
    offsets: NDArray[np.int64]
    at: NDArray[np.int64]
    columns: Columns
    away_m: NDArray[np.float64]


class _LaidOut(NamedTuple):
    """Some mentions with their candidates: `row` is the mention of each candidate, `doc` its document."""

    rows: NDArray[np.int64]
    offsets: NDArray[np.int64]
    at: NDArray[np.int64]
    row: NDArray[np.int64]
    place: NDArray[np.int64]
    doc: NDArray[np.int64]


def place_features(batch: Batch, model: Model) -> PlaceFeatures:
    """Return what speaks for each candidate; what is sure at the first look is so by this model."""
    several = _laid_out(batch, np.flatnonzero(np.diff(batch.candidates.offsets) > 1))
    beside = _beside(several, batch)
    first = _first(several, weigh(beside, model.place), batch.candidates)
    away_m = _away_m(first, batch)
    columns = {
        **beside,
        "same_level": _same_level(several, batch),
        **_around(several, first, batch),
        **_named_fully(several, first, batch),
        **_away(away_m[several.at]),
    }
    return PlaceFeatures(several.rows, several.offsets, several.at, columns, away_m)


def _laid_out(batch: Batch, rows: NDArray[np.int64]) -> _LaidOut:
    candidates, context, _ = batch
    laid = expand(candidates.offsets, rows)
    row = rows.take(laid.owner)
    place = candidates.place.take(laid.at).astype(np.int64)
    offsets = to_offsets(np.diff(candidates.offsets)[rows])
    return _LaidOut(rows, offsets, laid.at, row, place, context.doc.take(row).astype(np.int64))


def are_small(table: PlaceTable) -> NDArray[np.bool_]:
    """Tell which places are small, of unknown size: which a gazetteer may lack as well as have."""
    small: NDArray[np.bool_] = table.is_one_of(SMALL) & (table.population == 0) & table.located
    return small


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


def _beside(several: _LaidOut, batch: Batch) -> Columns:
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


def _linked(several: _LaidOut, batch: Batch) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
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


def _first(several: _LaidOut, points: NDArray[np.float64], candidates: Candidates) -> NDArray[np.int64]:
    """Return the place that each mention means beyond doubt at the first look, or -1."""
    first = np.full(len(candidates.offsets) - 1, -1, np.int64)
    single = np.flatnonzero(np.diff(candidates.offsets) == 1)
    first[single] = candidates.place[candidates.offsets[single]]
    sure = np.flatnonzero(segment_softmax(points, several.offsets) > CERTAIN)  # more than half: one of each at most
    first[several.row[sure]] = several.place[sure]
    return first


def _same_level(several: _LaidOut, batch: Batch) -> NDArray[np.bool_]:
    """Tell of each candidate of a bare name if some name of the same list can only be of its kind."""
    candidates, context, table = batch
    filled = np.flatnonzero(np.diff(candidates.offsets) > 0)
    first = np.zeros(len(context.group), np.uint8)
    first[filled] = table.feature[candidates.place[candidates.offsets[filled]]]
    kind = table.feature[several.place]
    one_kind = context.group >= 0
    one_kind[several.row[kind != first[several.row]]] = False
    sure = filled[one_kind[filled]]
    levels = np.zeros(context.group.max(initial=-1) + 2, np.uint32)  # the last is for "no list", and stays 0
    np.bitwise_or.at(levels, context.group[sure], np.uint32(1) << first[sure])
    listed = levels[np.maximum(context.group[several.row], -1)]
    fits: NDArray[np.bool_] = (context.asked[several.row] == 0) & ((listed >> kind) & 1 > 0)
    return fits


def _around(several: _LaidOut, first: NDArray[np.int64], batch: Batch) -> Columns:
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


def _holds(several: _LaidOut, named: NDArray[np.int64], table: PlaceTable) -> NDArray[np.bool_]:
    """Tell of each candidate whether it holds more of the places named than its own name can mean."""
    size = len(table)
    doc, place = np.divmod(named, size)
    above = expand(table.ancestor_offsets, place)
    holders = np.sort((doc * size).take(above.owner) + table.ancestor.take(above.at))
    meant = np.flatnonzero(is_in(several.doc * size + several.place, named))
    above = expand(table.ancestor_offsets, several.place[meant])
    own = np.sort((several.row[meant] * size).take(above.owner) + table.ancestor.take(above.at))
    may = np.flatnonzero(table.is_ancestor.take(several.place))
    doc, row, place = several.doc[may], several.row[may], several.place[may]
    holds = np.zeros(len(several.place), bool)
    holds[may] = _times_in(doc * size + place, holders) > _times_in(row * size + place, own)
    return holds


def _named_fully(several: _LaidOut, first: NDArray[np.int64], batch: Batch) -> Columns:
    """Tell of each candidate of a bare name whether the document names it with its feature word elsewhere."""
    _, context, table = batch
    size = len(table)
    sure = np.flatnonzero((first >= 0) & (context.asked > 0))
    fits = (context.asked[sure] >> table.feature[first[sure]]) & 1 > 0
    fully = distinct(context.doc[sure[fits]].astype(np.int64) * size + first[sure[fits]])
    meant = is_in(several.doc * size + several.place, fully) & (context.asked[several.row] == 0)
    division = table.is_one_of(DIVISIONS)[several.place]
    return {"sense_point": meant & ~division, "sense_area": meant & division}


def _away_m(first: NDArray[np.int64], batch: Batch) -> NDArray[np.float64]:
    """Return how far the nearest site of its document is from each candidate, NaN if there is none.

    Sites say where a document is about, but for those that the mention can mean itself. Of names with one meaning it is
    worked out for small places only (`are_small`).
    """
    candidates, context, table = batch
    sites = find_sites(context.doc, first, table)
    rows = np.flatnonzero((np.diff(candidates.offsets) > 1) | np.append(are_small(table), False)[first])
    asked = _laid_out(batch, rows)
    away_m = np.full(len(candidates.place), np.nan)
    away_m[asked.at] = nearest_m(asked.place, asked.doc, asked.offsets, sites, table)
    return away_m


def _away(away_m: NDArray[np.float64]) -> Columns:
    """Return how near each candidate lies to the other places of its document."""
    known = np.where(np.isnan(away_m), NEARBY_M, np.clip(away_m, LEAST_M, MOST_M))
    return {"near_named": away_m <= NEARBY_M, "away": np.log10(known / NEARBY_M)}


def _times_in(codes: Ints, ordered: Ints) -> NDArray[np.int64]:
    """Return how often each code is among the ordered ones."""
    starts = np.flatnonzero(are_new(ordered))
    times = np.append(np.diff(starts, append=len(ordered)), 0)  # the last is for codes that are not there
    return times[find_in(codes, ordered[starts])]
