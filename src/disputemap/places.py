"""Mentions + Gazetteer -> the place that each mention means, with how much belief the others keep.

Every candidate gets points for what speaks for it, and the points are turned into shares (softmax). What speaks: the
level that a feature word asks for, the usual meaning of a bare name, population, the levels of the other names in the
same list, and the places named elsewhere in the document: what contains it, and what lies near it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from disputemap.crs import GEOD
from disputemap.models import Candidate, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disputemap.gazetteer import Gazetteer
    from disputemap.models import Mention

MAX_CANDIDATES = 5
# Points for the usual meaning of a bare name: a country before a town, a town before the district named after it.
BARE = {"country": 4.0, "region": 3.0, "populated_place": 2.0, "adm1": 1.2, "adm2": 0.3, "adm3": 0.0}
BARE_OTHER = 0.5
FEATURE_MATCH = 5.0
FEATURE_NEAR = 2.5
PER_TENFOLD_POPULATION = 0.4
USUAL_POPULATION, LEAST_POPULATION = 30_000, 1_000
HOME = 2.0
SAME_LEVEL = 2.0
CONTAINED = 1.0
NEARBY, NEARBY_M = 1.0, 60_000
# A village far from all else that a text names is as likely another of its name, which the gazetteer lacks.
FAR_TRUST, FAR_M = 0.5, 150_000
SMALL = frozenset({"populated_place", "adm3"})
WIDE = frozenset({"country", "region", "adm1"})
# Levels that reporting uses for one another: the seat of a sub-district is a "town" or a "village".
NEAR = ({"populated_place", "adm3"}, {"adm2", "adm3"}, {"base", "camp"}, {"lake", "dam"})
HISTORICAL = -1.0
CERTAIN = 0.5


class Choice(NamedTuple):
    """The place chosen (None when none can be placed), all candidates best first, why, and how sure (0 to 1)."""

    place: Place | None
    candidates: tuple[Candidate, ...]
    reasons: tuple[str, ...]
    score: float


def choose_places(mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Choice]:
    """Choose a place for each mention; the answers are in the mentions' order.

    A chosen place may lack a location: then `place` is None, the candidates say what was meant, and the last reason
    says what is missing.
    """
    first = [shares_of(_points(mention, gazetteer, {}, set())) for mention in mentions]
    levels = _list_levels(mentions, first, gazetteer)
    named = {shares[0].place_id for shares in first if shares and shares[0].score > CERTAIN}
    sites = [place for place_id in sorted(named) if _is_site(place := gazetteer.places[place_id])]
    choices = []
    for mention in mentions:
        others = [site for site in sites if site.place_id not in mention.place_ids]
        points = _points(mention, gazetteer, levels.get(mention.group, {}), named)
        for place_id in points:
            points[place_id] += NEARBY if _away_m(gazetteer.places[place_id], others) <= NEARBY_M else 0.0
        choices.append(_choice(mention, shares_of(points), others, gazetteer))
    return choices


def _is_site(place: Place) -> bool:
    """Tell whether a place says where a text is about: neither an area as large as a governorate nor a capital."""
    return place.feature not in WIDE and not place.seat_of and not math.isnan(place.lon)


def _away_m(place: Place, others: Sequence[Place]) -> float:
    """Return the metres from a place to the nearest of the other places that a text names; NaN if there are none."""
    if not others or math.isnan(place.lon):
        return math.nan
    return min(float(GEOD.inv(place.lon, place.lat, other.lon, other.lat)[2]) for other in others)


def _points(mention: Mention, gazetteer: Gazetteer, levels: Mapping[str, float], named: set[str]) -> dict[str, float]:
    """Return the points of each candidate; `levels` are those of the list, `named` the places of the document."""
    points = {}
    kinds = {name.place_id: name.kind for name in gazetteer.names.get(mention.key, ())}
    for place_id in mention.place_ids:
        place = gazetteer.places[place_id]
        total = usual_points(place, mention.features, gazetteer)
        total += HISTORICAL if kinds[place_id] == "historical" else 0.0
        total += 0.0 if mention.features else SAME_LEVEL * levels.get(place.feature, 0.0)
        total += CONTAINED if gazetteer.ancestors(place_id) & (named - set(mention.place_ids)) else 0.0
        points[place_id] = total
    return points


def usual_points(place: Place, asked: tuple[str, ...], gazetteer: Gazetteer) -> float:
    """Return what speaks for a place without any text: the level asked for, size, and lying at home."""
    home = HOME if place.country in gazetteer.home else 0.0
    return _feature_points(place, asked) + _size_points(place) + home


def _feature_points(place: Place, asked: tuple[str, ...]) -> float:
    if not asked:
        return BARE.get(place.feature, BARE_OTHER)
    if place.feature in asked:
        return FEATURE_MATCH
    return FEATURE_NEAR if any(place.feature in near and near & set(asked) for near in NEAR) else 0.0


def _size_points(place: Place) -> float:
    """Return what its size says for a town; areas are not weighed against towns by their population."""
    if place.feature != "populated_place":
        return 0.0
    return PER_TENFOLD_POPULATION * math.log10(max(place.population, LEAST_POPULATION) / USUAL_POPULATION)


def _list_levels(
    mentions: Sequence[Mention], first: Sequence[tuple[Candidate, ...]], gazetteer: Gazetteer
) -> dict[int, dict[str, float]]:
    """Return, for each list, how sure its unambiguous members are of each level."""
    levels: dict[int, dict[str, float]] = defaultdict(dict)
    for mention, shares in zip(mentions, first, strict=True):
        features = {gazetteer.places[candidate.place_id].feature for candidate in shares}
        if len(features) == 1 and shares:
            levels[mention.group][features.pop()] = 1.0
    return levels


def shares_of(points: dict[str, float]) -> tuple[Candidate, ...]:
    """Turn points into shares that add up to 1, best first, ties by id."""
    if not points:
        return ()
    most = max(points.values())
    weights = {place_id: math.exp(value - most) for place_id, value in points.items()}
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Candidate(place_id, weight / total) for place_id, weight in ranked)


def _choice(mention: Mention, shares: tuple[Candidate, ...], others: Sequence[Place], gazetteer: Gazetteer) -> Choice:
    if not shares:
        return Choice(None, (), ("not in the gazetteer",), 0.0)
    best = gazetteer.places[shares[0].place_id]
    reasons = ["only meaning" if len(shares) == 1 else f"best of {len(shares)} meanings"]
    if mention.features and best.feature not in mention.features:
        reasons.append(f"no {' or '.join(mention.features)} of this name")
    if math.isnan(best.lon):
        return Choice(None, shares[:MAX_CANDIDATES], (*reasons, "no location in the gazetteer"), shares[0].score)
    far = best.feature in SMALL and not best.population and _away_m(best, others) > FAR_M
    if far:
        reasons.append("far from the other places named")
    return Choice(best, shares[:MAX_CANDIDATES], tuple(reasons), shares[0].score * (FAR_TRUST if far else 1.0))
