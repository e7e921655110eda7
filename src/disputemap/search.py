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

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from disputemap.folding import fold_name
from disputemap.gazetteer import ENGLISH_ARTICLE
from disputemap.nameindex import distance_m
from disputemap.parents import confirm
from disputemap.places import HISTORICAL, shares_of, usual_points
from disputemap.romanisation import LATIN_ARTICLE, consonants_of, romanisation_key, without_latin_article
from disputemap.words import ARTICLE, PROCLITICS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from disputemap.models import LonLat, Place
    from disputemap.nameindex import Index

COMMA = re.compile(r"\s*[,،;]\s*")
CLITICS = [clitic for clitic in PROCLITICS if clitic]
# How much of its share a hit keeps by the way it was found (romanised: less when it is less alike), if its parent is
# not confirmed, and if it is not of the level asked for.
TRUST = {"exact": 1.0, "article": 0.95, "clitics": 0.95, "romanised": 0.9, "fuzzy:1": 0.3, "fuzzy:2": 0.15}
UNCONFIRMED = 0.5
OTHER_LEVEL = 0.6
PER_HUNDRED_KM = 1.0
PER_LIKENESS = 8.0
MIN_STRIPPED = 3
# How alike a name of the same key must be, by the consonants of the key: a key of one consonant finds nothing.
MIN_LIKENESS = {2: 0.65, 3: 0.5}
MIN_LIKENESS_LONG = 0.4
OTHER_SCRIPT = 0.6  # taken for the likeness of names in two scripts, which only the key compares
MIN_CONSONANTS_OTHER_SCRIPT = 3
# Letters that may differ, by the length of the query: none in names of three, one in short ones, two in long ones.
MAX_EDITS = ((4, 0), (8, 1), (math.inf, 2))
MANY = 50


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


class Found(NamedTuple):
    """Names of the gazetteer found one way, each with its likeness to the query (1.0 is the same)."""

    match: str
    names: Mapping[str, float]


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
        Favour places near this position: a hundred kilometres cost as much as one point of `places`.
    feature
        Answer with places of these kinds only; empty means all.

    Returns
    -------
    hits
        `score` is the place's share of the belief (0 to 1) times the trust in the way it was matched; empty when
        nothing is found.
    """
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


def _find_names(written: str, index: Index) -> Iterator[Found]:
    """Yield what each way of looking up finds, surest first."""
    known = index.gazetteer.names
    name = fold_name(written).removeprefix(ENGLISH_ARTICLE)
    if name in known:
        yield Found("exact", {name: 1.0})
    ways: tuple[tuple[str, Callable[[str], list[str]]], ...] = (("article", _other_article), ("clitics", _bare))
    for match, others in ways:
        if found := [other for other in others(name) if other in known]:
            yield Found(match, {found[0]: 1.0})
    if romanised := _find_romanised(written, name, index):
        yield Found("romanised", romanised)
    yield from _find_fuzzy(name, index)


def _first_found(asked: Query, index: Index, feature: Collection[str]) -> tuple[str, dict[str, tuple[float, str]]]:
    """Return what the surest way of looking up finds; of the level asked for, unless only a guess has that."""
    first: tuple[str, dict[str, tuple[float, str]]] | None = None
    for found in _find_names(asked.name, index):
        if first and found.match.startswith("fuzzy"):
            break
        places = _places_of(found, index, feature)
        first = first or ((found.match, places) if places else None)
        if places and (not asked.features or any(index.gazetteer.places[p].feature in asked.features for p in places)):
            return found.match, places
    return first or ("exact", {})


def _other_article(name: str) -> list[str]:
    if name.isascii():
        return [f"al {name}", LATIN_ARTICLE.sub("", name, count=1), without_latin_article(name)]
    return [ARTICLE + name, name.removeprefix(ARTICLE)]


def _bare(name: str) -> list[str]:
    """Return a name in Arabic script less the conjunctions and prepositions that may be glued to it."""
    if name.isascii():
        return []
    stripped = [name[len(clitic) :] for clitic in CLITICS if name.startswith(clitic)]
    assimilated = [ARTICLE + rest[1:] for rest in stripped if rest.startswith("ل")]
    return [rest for rest in [*stripped, *assimilated] if len(rest) >= MIN_STRIPPED]


def _find_romanised(written: str, name: str, index: Index) -> dict[str, float]:
    """Return the names of the query's key that are spelled enough like it, of its own script if there are any."""
    key = romanisation_key(written)
    consonants = consonants_of(key)
    names = index.romanised.get(key, ()) if consonants > 1 else ()
    same = [other for other in names if other.isascii() == name.isascii()]
    least = MIN_LIKENESS.get(consonants, MIN_LIKENESS_LONG)
    alike = {other: likeness for other in same if (likeness := _likeness(name, other)) >= least}
    if alike or same or consonants < MIN_CONSONANTS_OTHER_SCRIPT:
        return alike
    return dict.fromkeys(names, OTHER_SCRIPT)


def _likeness(name: str, other: str) -> float:
    """Return how alike two folded names are, 0 to 1, less articles and spaces."""
    one, two = (without_latin_article(each).replace(" ", "") for each in (name, other))
    return float(Levenshtein.normalized_similarity(one, two))


def _find_fuzzy(name: str, index: Index) -> Iterator[Found]:
    """Yield the names at each edit distance, least first, as far as is allowed for a name of this length."""
    most = next(edits for length, edits in MAX_EDITS if len(name) < length)
    others = index.initials.get(name[:1], ())
    near = extract(name, others, scorer=Levenshtein.distance, score_cutoff=most, limit=None) if most else ()
    for edits in range(1, most + 1):
        if names := {other: 1.0 for other, distance, _ in near if distance == edits}:
            yield Found(f"fuzzy:{edits}", names)


def _places_of(found: Found, index: Index, feature: Collection[str]) -> dict[str, tuple[float, str]]:
    """Return the places that the found names mean, each with its best likeness and the name's kind."""
    places: dict[str, tuple[float, str]] = {}
    for name, likeness in found.names.items():
        for entry in index.gazetteer.names[name]:
            known = places.get(entry.place_id)
            if known and (known[0] > likeness or (known[0] == likeness and known[1] != "historical")):
                continue
            if not feature or index.gazetteer.places[entry.place_id].feature in feature:
                places[entry.place_id] = (likeness, entry.kind)
    return places


def _rank(
    asked: Query, match: str, places: dict[str, tuple[float, str]], index: Index, near: LonLat | None
) -> list[Hit]:
    points = {place_id: _points(place_id, *how, asked, index, near) for place_id, how in places.items()}
    confirmed = confirm(points, [_meant(parent, index) for parent in asked.parents], index)
    kept = {place_id: points[place_id] for place_id in confirmed} or points
    trust = TRUST[match] * (1.0 if confirmed else UNCONFIRMED)
    hits = []
    for candidate in shares_of(kept):
        place = index.gazetteer.places[candidate.place_id]
        score = candidate.score * trust * (1.0 + places[place.place_id][0]) / 2
        score *= OTHER_LEVEL if asked.features and place.feature not in asked.features else 1.0
        hits.append(Hit(place, score, match, _reasons(asked, match, place, confirmed.get(place.place_id))))
    return hits


def _points(place_id: str, likeness: float, kind: str, asked: Query, index: Index, near: LonLat | None) -> float:  # noqa: PLR0913, PLR0917 - what speaks for a place
    place = index.gazetteer.places[place_id]
    points = usual_points(place, asked.features, index.gazetteer) - PER_LIKENESS * (1.0 - likeness)
    if kind == "historical":
        points += HISTORICAL
    if near is not None and not math.isnan(place.lon):
        points -= distance_m(place, near) / 100_000 * PER_HUNDRED_KM
    return points


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
