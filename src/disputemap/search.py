"""A name -> ranked places: exact before romanised before fuzzy, and always labelled.

A query is looked up as folded; then less what Arabic glues to it, with or without the article; then by its
romanisation key; last by edit distance, within the same script and first letter. The first of these that finds
something answers alone, so that a fuzzy guess never competes with a spelling that is known.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from disputemap.crs import GEOD
from disputemap.folding import fold_name
from disputemap.places import shares_of, usual_points
from disputemap.romanisation import romanisation_key
from disputemap.words import ARTICLE, PROCLITICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from disputemap.gazetteer import Gazetteer
    from disputemap.lexicon import Lexicon
    from disputemap.models import LonLat, Place

COMMA = re.compile(r"\s*[,،;]\s*")
CLITICS = [clitic for clitic in PROCLITICS if clitic]
# How much of its share a hit keeps by the way it was found, and one whose parent is not confirmed.
TRUST = {"exact": 1.0, "clitics": 0.95, "article": 0.95, "romanised": 0.8, "fuzzy": 0.5}
UNCONFIRMED = 0.5
PER_HUNDRED_KM = 1.0
MIN_SIMILARITY = 0.4
MIN_STRIPPED = 3
NEAREST_SLACK = 20  # degrees order places a little differently than metres do
# Letters that may differ, by the length of the query: none in names of three, one in short ones, two in long ones.
MAX_EDITS = ((4, 0), (7, 1), (99, 2))


class Hit(NamedTuple):
    """A place found for a query: how sure, how matched (`exact`, ..., `fuzzy:1`), and why."""

    place: Place
    score: float
    match: str
    reasons: tuple[str, ...]


class Query(NamedTuple):
    """A query taken apart: "Bashir, Kirkuk governorate" is a name, its parents, and the levels asked for."""

    name: str
    parents: tuple[str, ...]
    features: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """A gazetteer with what inexact search needs, built when first asked for."""

    gazetteer: Gazetteer
    lexicon: Lexicon

    @cached_property
    def romanised(self) -> dict[str, list[str]]:
        """Folded names by romanisation key."""
        return _bucket(self.gazetteer.names, romanisation_key)

    @cached_property
    def initials(self) -> dict[str, list[str]]:
        """Folded names by first letter, and so by script."""
        return _bucket(self.gazetteer.names, lambda name: name[:1])

    @cached_property
    def towns(self) -> tuple[list[Place], NDArray[np.float64], NDArray[np.float64]]:
        """Populated places that have a location, and their longitudes and latitudes."""
        towns = [place for place in self.gazetteer.places.values() if place.feature == "populated_place"]
        located = [place for place in towns if not math.isnan(place.lon)]
        return located, np.array([p.lon for p in located]), np.array([p.lat for p in located])

    @cached_property
    def feature_words(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """Levels by the word before, and by the word after a name, of all languages."""
        sides: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]] = ({}, {})
        for (_, position), words in self.lexicon.features.items():
            side = sides[0] if position == "before" else sides[1]
            side.update((word, row.features) for word, row in words.items())
        return sides


def _bucket(names: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    buckets: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        buckets[key(name)].append(name)
    return dict(buckets)


def search(query: str, index: Index, *, limit: int = 5, near: LonLat | None = None) -> list[Hit]:
    """Return the places that a query can mean, best first.

    Parameters
    ----------
    query
        A name in any script, if need be with a feature word ("Kirkuk governorate") and parents after commas.
    index
        Gazetteer and vocabulary.
    limit
        At most so many hits.
    near
        Favour places near this position: a hundred kilometres cost as much as one point of `places`.

    Returns
    -------
    hits
        `score` is the place's share of the belief (0 to 1) times the trust in the way it was matched; empty when
        nothing is found.
    """
    asked = parse_query(query, index)
    match, names = _find_names(asked.name, index)
    points: dict[str, float] = {}
    for name in names:
        for entry in index.gazetteer.names[name]:
            place = index.gazetteer.places[entry.place_id]
            if not math.isnan(place.lon):
                points[place.place_id] = usual_points(place, asked.features, index.gazetteer) - _distance(place, near)
    confirmed = _confirm(points, asked.parents, index)
    kept = {place_id: value for place_id, value in points.items() if place_id in confirmed} or points
    trust = TRUST[match.partition(":")[0]] * (1.0 if confirmed else UNCONFIRMED) if points else 0.0
    reasons = _reasons(asked, match, confirmed=bool(confirmed))
    ranked = shares_of(kept)[:limit]
    return [Hit(index.gazetteer.places[c.place_id], c.score * trust, match, reasons) for c in ranked]


def parse_query(query: str, index: Index) -> Query:
    """Take a query apart; a feature word comes off only when a name is left."""
    name, *parents = [part for part in COMMA.split(query.strip()) if part] or [""]
    folded = fold_name(name)
    if folded in index.gazetteer.names:
        return Query(folded, tuple(parents), ())
    before, after = index.feature_words
    words = folded.split()
    for cut in range(len(words) - 1, 0, -1):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if head in before:
            return Query(tail, tuple(parents), before[head])
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if tail in after:
            return Query(head, tuple(parents), after[tail])
    return Query(folded, tuple(parents), ())


def _find_names(name: str, index: Index) -> tuple[str, list[str]]:
    """Return how names of the gazetteer were found for a folded query, and the names."""
    known = index.gazetteer.names
    if name in known:
        return "exact", [name]
    for how, others in (("article", _with_article(name)), ("clitics", _without_clitics(name))):
        if found := [other for other in others if other in known]:
            return how, found[:1]
    return _find_romanised(name, index) or _find_fuzzy(name, index) or ("exact", [])


def _with_article(name: str) -> list[str]:
    if name.isascii():
        return [f"al {name}", name.removeprefix("al ")]
    return [ARTICLE + name, name.removeprefix(ARTICLE)]


def _without_clitics(name: str) -> list[str]:
    stripped = [name[len(clitic) :] for clitic in CLITICS if name.startswith(clitic)]
    assimilated = [ARTICLE + rest[1:] for rest in stripped if rest.startswith("ل")]
    return [rest for rest in [*stripped, *assimilated] if len(rest) >= MIN_STRIPPED]


def _find_romanised(name: str, index: Index) -> tuple[str, list[str]] | None:
    """Return the names of the query's key that are spelled most like it, of its own script if there are any."""
    key = romanisation_key(name)
    names = index.romanised.get(key, ()) if len(key) > 1 else ()
    same = [other for other in names if other.isascii() == name.isascii()]
    likeness = {other: Levenshtein.normalized_similarity(name, other) for other in same}
    best = max(likeness.values(), default=0.0)
    if best >= MIN_SIMILARITY:
        return "romanised", [other for other, value in likeness.items() if value == best]
    return ("romanised", sorted(set(names) - set(same))) if not same and names else None


def _find_fuzzy(name: str, index: Index) -> tuple[str, list[str]] | None:
    """Return the names at the least edit distance, if it is small for a name of this length."""
    most = next(edits for length, edits in MAX_EDITS if len(name) < length)
    near = {}
    for other in index.initials.get(name[:1], ()):
        distance = Levenshtein.distance(name, other, score_cutoff=most)
        if distance <= most:
            near[other] = distance
    if not near:
        return None
    least = min(near.values())
    return f"fuzzy:{least}", [other for other, distance in near.items() if distance == least]


def find_nearest(position: LonLat, index: Index, *, limit: int = 1) -> list[tuple[Place, float]]:
    """Return the populated places nearest to a position, with the geodesic distance in metres, nearest first."""
    places, lon, lat = index.towns
    if not places:
        return []
    rough = np.hypot((lon - position.lon) * math.cos(math.radians(position.lat)), lat - position.lat)
    nearby = np.argsort(rough, kind="stable")[: limit + NEAREST_SLACK]
    count = len(nearby)
    here = np.full(count, position.lon), np.full(count, position.lat)
    distance = GEOD.inv(*here, lon[nearby], lat[nearby])[2]
    ranked = sorted(zip(distance.tolist(), nearby.tolist(), strict=True))[:limit]
    return [(places[at], metres) for metres, at in ranked]


def _distance(place: Place, near: LonLat | None) -> float:
    if near is None:
        return 0.0
    return float(GEOD.inv(place.lon, place.lat, *near)[2]) / 100_000 * PER_HUNDRED_KM


def _confirm(points: Iterable[str], parents: tuple[str, ...], index: Index) -> set[str]:
    """Return the places that lie in a place of each parent's name."""
    confirmed = set(points)
    for parent in parents:
        meant = {hit.place.place_id for hit in search(parent, index, limit=10)}
        confirmed = {place_id for place_id in confirmed if meant & index.gazetteer.ancestors(place_id)}
    return confirmed


def _reasons(asked: Query, match: str, *, confirmed: bool) -> tuple[str, ...]:
    level = (f"asked for {' or '.join(asked.features)}",) if asked.features else ()
    inside = (f"{'in' if confirmed else 'not confirmed to be in'} {', '.join(asked.parents)}",) if asked.parents else ()
    return (match, *level, *inside)
