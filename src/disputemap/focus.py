"""Documents -> focus: the one place that each document is mainly about.

Every place that a document names as a place (literally) has a weight, the sum over its mentions of

    score x (2 in the first 15 % of the text, else 1) x precision,

where precision is 1 for towns, villages, fields and the like, and less for areas, the larger they are (`PRECISION`).
What is named only to say where another lies adds to that one: in "village, district, governorate" all three speak for
the village. References ("the town") count for what they refer to. Countries count only where nothing smaller is named.

An area carries its own weight and that of all its parts that are named. The focus is sought in the place that carries
most: in it, the most exact place that still carries more than half of that. So a town wins over the governorate around
it when it is most of what is told of there, and the governorate when several towns share the telling. Of places that
carry nearly the same the one named first is taken. Areas that the text does not name are no focus; documents without
literal places have none.

Notes
-----
Adding weights up a hierarchy of places and preferring the exact one is due to Amitay et al., "Web-a-Where: geotagging
web content" (SIGIR 2004); counting more at the head of a news report, and "focus" for its result, to D'Ignazio et al.,
"CLIFF-CLAVIN: determining geographic focus for news articles" (NewsKDD 2014), who take the place named most often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from disputemap.ragged import NONE, are_new, expand, find_in, owners, segment_max, to_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from disputemap.placetable import PlaceTable

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEAD_SHARE = 0.15
LEAD_WEIGHT = 2.0
MOST = 0.5  # of what the top carries
NEARLY = 0.9  # of what the heaviest carries is as much as that
PRECISION = {"adm3": 0.9, "adm2": 0.75, "adm1": 0.5, "region": 0.25}  # of all other kinds 1
COUNTRY = "country"


class Named(NamedTuple):
    """What focus is worked out from, n mentions in text order.

    `place` is a number of the place table, -1 none. `depth` is how far into its document a mention stands, 0 to 1;
    `score` the probability that place and role are right. `parent` is the mention that says where this one lies, -1
    none.
    """

    doc: Ints
    place: Ints
    literal: Bools
    depth: Floats
    score: Floats
    parent: Ints


class _Nodes(NamedTuple):
    """Distinct places of documents, ordered by both: `offsets` are those of the documents, `mass` what each carries.

    `owner`, `holder` are all pairs of a node and a node of its document that it is or lies in.
    """

    place: Ints
    offsets: Ints
    first: Ints
    mass: Floats
    owner: Ints
    holder: Ints


def focus_of(named: Named, documents: int, table: PlaceTable) -> Bools:
    """Tell which mentions are of the main place of their document, see above.

    Parameters
    ----------
    named
        The mentions.
    documents
        How many documents there are.
    table
        The places.
    """
    main = main_places(named, documents, table)
    focus: Bools = (named.place >= 0) & (named.place == main[named.doc])
    return focus


def main_places(named: Named, documents: int, table: PlaceTable) -> Ints:
    """Return the main place of each document, -1 for none."""
    nodes = _nodes(named, documents, table)
    main = np.full(documents, NONE, dtype=np.int64)
    doc = owners(nodes.offsets)
    exact = np.diff(table.area_offsets)[nodes.place]  # what lies in another lies in more
    heaviest = segment_max(nodes.mass, nodes.offsets, empty=0.0)[doc]
    heavy = np.flatnonzero(nodes.mass >= NEARLY * heaviest)
    top = _best(heavy, [-nodes.first[heavy]], doc, documents)
    inside = np.zeros(len(doc), dtype=bool)
    inside[nodes.owner[nodes.holder == top[doc[nodes.owner]]]] = True
    inside[top[top >= 0]] = True
    likely = np.flatnonzero(inside & ((nodes.mass > MOST * nodes.mass[top[doc]]) | (np.arange(len(doc)) == top[doc])))
    chosen = _best(likely, [exact[likely], nodes.mass[likely], -nodes.first[likely]], doc, documents)
    main[chosen >= 0] = nodes.place[chosen[chosen >= 0]]
    return main


def _best(rows: Ints, ranks: Sequence[NDArray[Any]], doc: Ints, documents: int) -> Ints:
    """Return which of some rows ranks highest in each document, by the first of `ranks`, then the next; -1 for none."""
    best = np.full(documents, NONE, dtype=np.int64)
    ascending = rows[np.lexsort([*reversed(ranks)])]
    best[doc[ascending]] = ascending  # the last one written stays
    return best


def _nodes(named: Named, documents: int, table: PlaceTable) -> _Nodes:
    counted = _counted(named, table)
    rows = np.flatnonzero(counted)
    # Sorted with their rows, as one number: that of the first one, too, comes out of it.
    code, row = np.divmod(np.sort((named.doc * len(table) + named.place)[rows] * len(counted) + rows), len(counted))
    new = are_new(code)
    codes, node = code[new], np.empty(len(counted), np.int64)
    node[row] = np.cumsum(new) - 1
    speaks_for = _heads(named.parent)[rows]
    # A head without a place of its own (an unknown village) leaves the weight with what is known.
    speaks_for = np.where(counted[speaks_for], speaks_for, rows)
    weight = np.bincount(node[speaks_for], weights=_weights(named, table)[rows], minlength=len(codes)).astype(
        np.float64
    )
    doc, place = np.divmod(codes, max(len(table), 1))
    holders = expand(table.area_offsets, place)
    holder = find_in(doc[holders.owner] * len(table) + table.area[holders.at], codes)
    held = np.flatnonzero(holder >= 0)
    owner, holder = holders.owner[held], holder[held]
    mass = np.bincount(holder, weights=weight[owner], minlength=len(codes)).astype(np.float64)
    mass = np.where(_is_country(table)[place], weight, mass)
    return _Nodes(place, to_offsets(np.bincount(doc, minlength=documents)), row[new], mass, owner, holder)


def _counted(named: Named, table: PlaceTable) -> Bools:
    """Tell which mentions count: literal ones with a place, of countries only where nothing else does."""
    counted: Bools = named.literal & (named.place >= 0)
    country = counted & _is_country(table)[named.place]
    smaller = np.zeros(int(named.doc.max(initial=-1)) + 1, dtype=bool)
    smaller[named.doc[counted & ~country]] = True
    return counted & ~(country & smaller[named.doc])


def _is_country(table: PlaceTable) -> Bools:
    return np.append(table.is_one_of((COUNTRY,)), False)  # the last is that of -1, no place


def _weights(named: Named, table: PlaceTable) -> Floats:
    precision = np.array([PRECISION.get(feature, 1.0) for feature in table.features])
    weights: Floats = named.score * np.where(named.depth < LEAD_SHARE, LEAD_WEIGHT, 1.0)
    return weights * precision[table.feature[named.place]] if len(table) else weights


def _heads(parent: Ints) -> Ints:
    """Return the mention that each one speaks for: the most exact of its chain, by default itself.

    What holds several ("X and Y in Z") speaks for itself.
    """
    heads = np.arange(len(parent))
    inner = np.flatnonzero(parent >= 0)
    inner = inner[np.bincount(parent[inner], minlength=len(parent))[parent[inner]] == 1]
    heads[parent[inner]] = inner
    for _ in range(len(parent).bit_length()):  # each step doubles how far down it reaches
        further = heads[heads]
        if np.array_equal(further, heads):
            break
        heads = further
    return heads
