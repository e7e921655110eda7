"""Places sure at the first look -> sites of each document, and how far a place is from them.

A site says where a text is about: neither an area as large as a governorate nor a capital. A document has at most
`MAX_SITES`, those that it names most, so that cost stays in line with the length of texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.placetable import metres_of
from disputemap.ragged import NONE, expand, find_in, to_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.placefeatures import Batch
    from disputemap.placetable import PlaceTable

MAX_SITES = 64  # as many as a bit mask of them holds, see _own_sites
WIDE = frozenset({"country", "region", "adm1"})


class Sites(NamedTuple):
    """The sites of documents: those of document `d` are `place[offsets[d]:offsets[d + 1]]`, most named first.

    `codes` are all (document * places + place), ascending, `rank` the position of each within its document.
    """

    offsets: NDArray[np.int64]
    place: NDArray[np.int64]
    codes: NDArray[np.int64]
    rank: NDArray[np.int64]


def find_sites(doc: NDArray[np.int32], first: NDArray[np.int64], table: PlaceTable) -> Sites:
    """Return the sites of each document; `first` is the place that each mention means beyond doubt, or -1."""
    is_site = table.located & ~table.seat & ~table.is_one_of(WIDE)
    rows = np.flatnonzero((first >= 0) & is_site[first]) if len(table) else np.zeros(0, np.int64)
    ordered = np.sort(doc[rows].astype(np.int64) * len(table) + first[rows])
    starts = np.flatnonzero(np.diff(ordered, prepend=-1) > 0)
    codes, times = ordered[starts], np.diff(starts, append=len(ordered))
    of_doc = codes // max(len(table), 1)
    by_times = np.argsort(of_doc * (times.max(initial=0) + 1) - times, kind="stable")
    counts = np.bincount(of_doc, minlength=int(doc.max(initial=-1)) + 1)
    place_in_line = np.arange(len(codes)) - np.repeat(to_offsets(counts)[:-1], counts)
    rank = np.empty(len(codes), np.int64)
    rank[by_times] = place_in_line
    kept = rank < MAX_SITES
    place = (codes[by_times] % max(len(table), 1))[place_in_line < MAX_SITES]
    return Sites(to_offsets(np.minimum(counts, MAX_SITES)), place, codes[kept], rank[kept])


def nearest_m(place: NDArray[np.int64], row: NDArray[np.int64], sites: Sites, batch: Batch) -> NDArray[np.float64]:
    """Return the metres from each place to the nearest site of its document, NaN if there is none.

    `row` is the mention that each place is a candidate of: sites that this mention can mean do not count.
    """
    table = batch.table
    known = np.flatnonzero(table.located[place])
    counts = np.diff(sites.offsets)[batch.context.doc[row[known]]]
    by_count = np.argsort(-counts.astype(np.int16), kind="stable")  # those with an nth site come first, for every n
    at, counts = known[by_count], counts[by_count]
    first = sites.offsets[batch.context.doc[row[at]]]
    own = _own_sites(row[at], sites, batch)
    x, y, z = table.vectors[place[at]].T.copy()
    site_x, site_y, site_z = table.vectors[sites.place].T.copy()
    closest = np.full(len(at), -np.inf)
    ranks = np.arange(int(counts.max(initial=0)))
    for rank, several in enumerate(np.searchsorted(-counts, -ranks).tolist()):
        some = slice(several)  # all first sites, all second ones, ...: no pairs are ever kept
        site = first[some] + rank
        cosine = x[some] * site_x.take(site) + y[some] * site_y.take(site) + z[some] * site_z.take(site)
        others = own[some] & np.uint64(1 << rank) == 0
        np.maximum(closest[some], cosine, out=closest[some], where=others)
    away = np.full(len(place), np.nan)
    chord = np.sqrt(np.maximum(2.0 - 2.0 * closest, 0.0))
    away[at] = np.where(np.isinf(closest), np.nan, metres_of(chord))
    return away


def metres_to_sites(
    place: NDArray[np.int64], doc: NDArray[np.int64], sites: Sites, table: PlaceTable
) -> NDArray[np.float64]:
    """Return the metres from each place to the nearest site of a document; NaN without one, or without a position."""
    first, counts = sites.offsets[doc], np.diff(sites.offsets)[doc]
    closest = np.full(len(place), -np.inf)
    for rank in range(int(counts.max(initial=0))):
        rows = np.flatnonzero(counts > rank)
        site = sites.place[first[rows] + rank]
        np.maximum.at(closest, rows, np.einsum("ij,ij->i", table.vectors[place[rows]], table.vectors[site]))
    chord = np.sqrt(np.maximum(2.0 - 2.0 * closest, 0.0))
    return np.where(np.isfinite(closest), metres_of(chord), np.nan)


def _own_sites(row: NDArray[np.int64], sites: Sites, batch: Batch) -> NDArray[np.uint64]:
    """Return the sites that each mention in `row` can mean itself, as a bit mask of their ranks."""
    candidates, context, table = batch
    masks = np.zeros(len(context.doc), np.uint64)
    rows = np.flatnonzero(np.bincount(row, minlength=len(context.doc)))
    laid = expand(candidates.offsets, rows)
    mention = rows[laid.owner]
    found = find_in(context.doc[mention].astype(np.int64) * len(table) + candidates.place[laid.at], sites.codes)
    is_own = found != NONE
    np.bitwise_or.at(masks, mention[is_own], np.uint64(1) << sites.rank[found[is_own]].astype(np.uint64))
    return masks[row]
