"""Places sure at the first look -> sites of each document, and how far a place is from them.

A site says where a text is about: neither an area as large as a governorate nor a capital. A document has at most
`MAX_SITES`, those that it names most, so that cost stays in line with the length of texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.placetable import metres_of
from disputemap.ragged import NONE, are_new, expand, find_in, owners, to_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.placetable import PlaceTable

MAX_SITES = 64
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
    starts = np.flatnonzero(are_new(ordered))
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


def nearest_m(
    place: NDArray[np.int64], doc: NDArray[np.int64], offsets: NDArray[np.int64], sites: Sites, table: PlaceTable
) -> NDArray[np.float64]:
    """Return the metres from each place to the nearest site of its document, NaN if there is none.

    The places `offsets[i]:offsets[i + 1]` are all that mention `i` can mean: sites among them do not count.
    """
    counts = np.where(table.located[place], np.diff(sites.offsets)[doc], 0).astype(np.int16)
    at = np.argsort(-counts, kind="stable")  # those with an nth site come first, for every n
    line = np.empty(len(at), np.int64)
    line[at] = np.arange(len(at))
    own = _own_sites(doc * len(table) + place, offsets, sites)
    own_lines, begins = line[own.at], own.begins.tolist()
    vectors = table.vectors.T.copy()
    x, y, z = vectors.take(place[at], axis=1)
    site_x, site_y, site_z = vectors.take(sites.place, axis=1)
    site, closest = sites.offsets[doc[at]], np.full(len(at), -np.inf)
    ranks = np.arange(int(counts.max(initial=0)))
    for rank, several in enumerate(np.searchsorted(-counts[at], -ranks).tolist()):
        some = site[:several]  # all first sites, all second ones, ...: no pairs are ever kept
        cosine = x[:several] * site_x.take(some) + y[:several] * site_y.take(some) + z[:several] * site_z.take(some)
        mine = own_lines[begins[rank] : begins[rank + 1]]
        cosine[mine[mine < several]] = -np.inf
        np.maximum(closest[:several], cosine, out=closest[:several])
        some += 1
    away = np.empty(len(at))
    away[at] = _metres(closest)
    return away


def metres_to_sites(
    place: NDArray[np.int64], doc: NDArray[np.int64], sites: Sites, table: PlaceTable
) -> NDArray[np.float64]:
    """Return the metres from each place to the nearest site of a document; NaN without one, or without a position."""
    counts = np.diff(sites.offsets)[doc]
    by_count = np.argsort(-counts, kind="stable")  # those with an nth site come first, for every n
    first, vectors = sites.offsets[doc[by_count]], table.vectors[place[by_count]]
    site_vectors, ranks = table.vectors[sites.place], np.arange(int(counts.max(initial=0)))
    closest = np.full(len(place), -np.inf)
    for rank, several in enumerate(np.searchsorted(-counts[by_count], -ranks).tolist()):
        cosine = np.einsum("ij,ij->i", vectors[:several], site_vectors.take(first[:several] + rank, axis=0))
        np.maximum(closest[:several], cosine, out=closest[:several])
    away = np.empty(len(place))
    away[by_count] = _metres(closest)
    return away


class _Own(NamedTuple):
    """Which places stand beside the site of a rank, or are it, in what a mention can mean: `at[begins[rank]:...]`."""

    at: NDArray[np.int64]
    begins: NDArray[np.int64]


def _own_sites(codes: NDArray[np.int64], offsets: NDArray[np.int64], sites: Sites) -> _Own:
    """Return where in the codes (as `Sites.codes`) of a mention its own sites are, by their rank."""
    found = find_in(codes, sites.codes)
    own = np.flatnonzero(found != NONE)
    beside = expand(offsets, owners(offsets)[own])
    rank = sites.rank[found[own]].astype(np.uint8)[beside.owner]
    at = beside.at[np.argsort(rank, kind="stable")]
    return _Own(at, to_offsets(np.bincount(rank, minlength=MAX_SITES)))


def _metres(cosine: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle metres between unit vectors by their dot product, NaN for that of none, -inf."""
    chord = np.sqrt(np.maximum(2.0 - 2.0 * cosine, 0.0))
    return np.where(np.isfinite(cosine), metres_of(chord), np.nan)
