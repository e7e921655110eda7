"""A name -> ranked places: exact before romanised before fuzzy, and always labelled.

A query is looked up as folded; then with or without the article; then less what Arabic glues to it; then by its
romanisation key; last by edit distance, within the same script and first letter. The first of these that finds
something answers alone, so that a fuzzy guess never competes with a spelling that is known. How a name was found
bounds its score: see `TRUST`. A fuzzy hit scores 0.3 at best and says that it is a guess.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from disputemap.folding import fold_name
from disputemap.lookup.index import distance_m
from disputemap.lookup.parents import confirm
from disputemap.lookup.spellings import Found, find_names
from disputemap.models import Candidate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from disputemap.lookup.index import Index
    from disputemap.models import LonLat, Place

COMMA = re.compile(r"\s*[,،;]\s*")
# How much of its share a hit keeps by the way it was found (romanised: less when it is less alike), if its parent is
# not confirmed, and if it is not of the level asked for.
TRUST = {"exact": 1.0, "article": 0.95, "clitics": 0.95, "romanised": 0.9, "fuzzy:1": 0.3, "fuzzy:2": 0.15}
UNCONFIRMED = 0.5
DISTRICTS = frozenset({"adm1", "adm2", "adm3"})
OTHER_LEVEL = 0.6
PER_HUNDRED_KM = 1.0
PER_LIKENESS = 8.0
WANTS_FEATURE_WORD = -2.0  # a name that is also a common word or a person, and stands without its feature word
SEAT = 1.0  # of places with one name, the town that shares it with its own district
MANY = 50
MAX_QUERY = 500  # characters; what is longer is a text, not a name


class Hit(NamedTuple):
    """A place found for a query: how sure, how matched (`exact`, ..., `fuzzy:1`), and why.

    The place may lack a location (`lon` is NaN); the last reason says so.
    """

    place: Place
    score: float
    match: str
    reasons: tuple[str, ...]


class Query(NamedTuple):
    """A query taken apart: "Bashir, Kirkuk governorate" is a name (as written), its parents, the levels asked for."""

    name: str
    parents: tuple[str, ...]
    features: tuple[str, ...]


class Naming(NamedTuple):
    """How a place is named in the answer to a query: how alike, and what speaks against the name (points, <= 0)."""

    likeness: float
    against: float


def search(
    query: str, index: Index, *, limit: int = 5, near: LonLat | None = None, feature: Collection[str] = ()
) -> list[Hit]:
    """Return the places that a query can mean, best first.

    Parameters
    ----------
    query
        A name in any script, if need be with a feature word ("Kirkuk governorate", "Qaḑā’ al Mawşil") and parents
        after commas ("Bashir, Kirkuk").
    index
        Gazetteer and vocabulary.
    limit
        At most so many hits.
    near
        Favour places near this position: a hundred kilometres cost as much as one point of the model.
    feature
        Answer with places of these kinds only; empty means all.

    Returns
    -------
    hits
        `score` is the place's share of the belief (0 to 1) times the trust in the way it was matched; empty when
        nothing is found.
    """
    if len(query) > MAX_QUERY:
        return []
    asked = parse_query(query, index)
    match, places = _first_found(asked, index, feature)
    return _rank(asked, match, places, index, near)[:limit]


def parse_query(query: str, index: Index) -> Query:
    """Take a query apart; a feature word comes off only when a name is left."""
    name, *parents = [part for part in COMMA.split(query.strip()) if part] or [""]
    if fold_name(name) in index.gazetteer.names:
        return Query(name, tuple(parents), ())
    before, after = index.feature_words
    words = name.split()
    for cut in range(len(words) - 1, 0, -1):
        if levels := before.get(fold_name(" ".join(words[:cut]))):
            return Query(" ".join(words[cut:]), tuple(parents), levels)
    for cut in range(1, len(words)):
        if levels := after.get(fold_name(" ".join(words[cut:]))):
            return Query(" ".join(words[:cut]), tuple(parents), levels)
    return Query(name, tuple(parents), ())


def _first_found(asked: Query, index: Index, feature: Collection[str]) -> tuple[str, dict[str, Naming]]:
    """Return what the surest way of looking up finds; of the level asked for, unless only a guess has that."""
    first: tuple[str, dict[str, Naming]] | None = None
    for found in find_names(asked.name, index):
        if first and found.match.startswith("fuzzy"):
            break
        places = _places_of(found, asked, index, feature)
        first = first or ((found.match, places) if places else None)
        if places and (not asked.features or any(index.gazetteer.places[p].feature in asked.features for p in places)):
            return found.match, places
    return first or ("exact", {})


def _places_of(found: Found, asked: Query, index: Index, feature: Collection[str]) -> dict[str, Naming]:
    """Return the places that the found names mean, each by the name that speaks most for it."""
    places: dict[str, Naming] = {}
    for name, likeness in found.names.items():
        for entry in index.gazetteer.names[name]:
            against = index.model.place["historical"] if entry.kind == "historical" else 0.0
            against += WANTS_FEATURE_WORD if entry.evidence == "feature" and not asked.features else 0.0
            named = Naming(likeness, against)
            if entry.place_id in places and places[entry.place_id] >= named:
                continue
            if not feature or index.gazetteer.places[entry.place_id].feature in feature:
                places[entry.place_id] = named
    return places


def _rank(asked: Query, match: str, places: dict[str, Naming], index: Index, near: LonLat | None) -> list[Hit]:
    points = index.usual_points(places, asked.features)
    for place_id, name in places.items():
        points[place_id] += _points(place_id, name, index, near)
    for place_id in _seats(points, index):
        points[place_id] += SEAT
    confirmed = confirm(points, [_meant(parent, index) for parent in asked.parents], index)
    kept = {place_id: points[place_id] for place_id in confirmed} or points
    trust = TRUST[match] * (1.0 if confirmed else UNCONFIRMED)
    hits = []
    for candidate in _shares_of(kept):
        place = index.gazetteer.places[candidate.place_id]
        score = candidate.score * trust * (1.0 + places[place.place_id].likeness) / 2
        score *= OTHER_LEVEL if asked.features and place.feature not in asked.features else 1.0
        hits.append(Hit(place, score, match, _reasons(asked, match, place, confirmed.get(place.place_id))))
    return hits


def _shares_of(points: Mapping[str, float]) -> list[Candidate]:
    """Turn points into shares that add up to 1, best first, ties by id."""
    most = max(points.values(), default=0.0)
    weights = {place_id: math.exp(value - most) for place_id, value in points.items()}
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return [Candidate(place_id, weight / total) for place_id, weight in ranked]


def _points(place_id: str, name: Naming, index: Index, near: LonLat | None) -> float:
    """Return what a query says for or against a place, beside the kind that it asks for."""
    place = index.gazetteer.places[place_id]
    points = name.against - PER_LIKENESS * (1.0 - name.likeness)
    if near is not None and not math.isnan(place.lon):
        points -= distance_m(place, near) / 100_000 * PER_HUNDRED_KM
    return points


def _seats(place_ids: Collection[str], index: Index) -> list[str]:
    """Return the towns that lie in, or beside, an area which shares their name."""
    places = [index.gazetteer.places[place_id] for place_id in place_ids]
    areas = [place for place in places if place.feature in DISTRICTS]
    towns = [place for place in places if place.feature == "populated_place"] if areas else []
    return [town.place_id for town in towns if len(towns) > 1 and _has_own(town, areas)]


def _has_own(town: Place, areas: Iterable[Place]) -> bool:
    return any(area.place_id in town.parents or set(area.parents) & set(town.parents) for area in areas)


def _meant(parent: str, index: Index) -> list[Place]:
    return [hit.place for hit in search(parent, index, limit=MANY) if not hit.match.startswith("fuzzy")]


def _reasons(asked: Query, match: str, place: Place, inside: tuple[str, ...] | None) -> tuple[str, ...]:
    reasons = [f"{match}: a guess, spelled otherwise" if match.startswith("fuzzy") else match]
    if asked.features:
        fits = "" if place.feature in asked.features else f", is {place.feature}"
        reasons.append(f"asked for {' or '.join(asked.features)}{fits}")
    if inside is None:
        reasons.append(f"not confirmed to be in {', '.join(asked.parents)}")
    else:
        reasons.extend(inside)
    if math.isnan(place.lon):
        reasons.append("no location in the gazetteer")
    return tuple(reasons)
