"""Mentions -> roles: the place itself, or a government, an army, a party that is named by it.

After Gritta, Pilehvar and Collier (2020): "in Baghdad" is literal, "talks with Baghdad" associative. Places that can
act (countries, regions, and seats of their governments) are in doubt from the start; any other place is literal unless
a body or office is named by it ("police of Kirkuk"). Cues are phrases beside the name, or beside the first or last name
of its list, each with a weight in log odds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from disputemap.models import ACTING_FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from disputemap.gazetteer import Gazetteer
    from disputemap.lexicon import Cue, Lexicon
    from disputemap.models import Mention, Role
    from disputemap.words import Words

POLITY = "polity"
# Log odds of "associative" before any cue is seen: a bare capital is more often its government than a city.
PRIOR_SEAT = 0.8
PRIOR_POLITY = -0.2
PRIOR_OTHER = -3.0
FEATURE_WORD_WEIGHT = -6.0
DIRECTION_WEIGHT = -2.5


class RoleJudgement(NamedTuple):
    """A role, the probability that it is right, and the cues that spoke, strongest first."""

    role: Role
    probability: float
    reasons: tuple[str, ...]


def assign_roles(
    mentions: Sequence[Mention], words: Words, lexicon: Lexicon, gazetteer: Gazetteer
) -> list[RoleJudgement]:
    """Judge each mention; the answers are in the mentions' order."""
    heads: dict[int, Mention] = {}
    tails: dict[int, Mention] = {}
    for mention in mentions:
        heads.setdefault(mention.group, mention)
        tails[mention.group] = mention
    judgements = []
    for mention in mentions:
        ends = (heads[mention.group], tails[mention.group])
        cues = list(_cues(mention, ends, words, lexicon))
        judgements.append(_judge(mention, cues, gazetteer))
    return judgements


def _cues(mention: Mention, ends: tuple[Mention, Mention], words: Words, lexicon: Lexicon) -> Iterator[tuple[str, Cue]]:
    """Yield the cues at a mention, else at its list, with their position."""
    language = mention.context_lang
    before = lexicon.cues.get((language, "before"), {})
    after = lexicon.cues.get((language, "after"), {})
    found = words.phrase_before(mention.head, before) or words.phrase_before(ends[0].head, before)
    if found:
        yield from (("before", cue) for cue in before[found.phrase])
    if found := words.phrase_after(mention.tail, after) or words.phrase_after(ends[1].tail, after):
        yield from (("after", cue) for cue in after[found.phrase])
    for clitic in mention.clitics:
        yield from (("clitic", cue) for cue in lexicon.cues.get((language, "clitic"), {}).get(clitic, ()))


def _judge(mention: Mention, cues: list[tuple[str, Cue]], gazetteer: Gazetteer) -> RoleJudgement:
    prior = _prior(mention, gazetteer)
    acts = prior != PRIOR_OTHER
    spoken = [(_signed(cue), f"{position}: {cue.phrase}") for position, cue in cues if acts or cue.applies != POLITY]
    if mention.features:
        spoken.append((FEATURE_WORD_WEIGHT, ""))
    if mention.modifier:
        spoken.append((DIRECTION_WEIGHT, ""))
    log_odds = prior + sum(weight for weight, _ in spoken)
    role: Role = "associative" if log_odds > 0 else "literal"
    reasons = sorted((abs(weight), f"{reason}") for weight, reason in spoken if reason)
    return RoleJudgement(role, _sigmoid(abs(log_odds)), tuple(reason for _, reason in reversed(reasons)))


def _signed(cue: Cue) -> float:
    return cue.weight if cue.role == "associative" else -cue.weight


def _prior(mention: Mention, gazetteer: Gazetteer) -> float:
    places = [gazetteer.places[place_id] for place_id in mention.place_ids]
    if any(place.seat_of for place in places):
        return PRIOR_SEAT
    return PRIOR_POLITY if any(place.feature in ACTING_FEATURES for place in places) else PRIOR_OTHER


def _sigmoid(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
