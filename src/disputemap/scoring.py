"""What speaks for a role, and for the whole answer -> columns for the model, probabilities.

The same functions serve geoparsing and training, so that the two cannot drift apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.model import logit, sigmoid, weigh
from disputemap.ragged import segment_any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.model import Columns, Model
    from disputemap.placetable import PlaceTable
    from disputemap.ragged import Ints
    from disputemap.resolution import Candidates, Choices

SEAT, POLITY, OTHER = 0, 1, 2
MAX_LOG_ODDS = 8.0
MAX_MARGIN = 5.0


class RoleEvidence(NamedTuple):
    """What stands beside n mentions.

    Attributes
    ----------
    kind
        int8: SEAT, POLITY or OTHER, see :func:`kinds_of`.
    associative, literal
        float64: sums of the weights (both positive) of the cues that speak for each role; clitics among them. Cues
        that apply to polities only are left out where `kind` is OTHER.
    feature_word, modifier
        bool: whether a feature word, or a direction or distance, stands beside the name.
    with_other
        bool: see :func:`listed_with_other`.
    """

    kind: NDArray[np.int8]
    associative: NDArray[np.float64]
    literal: NDArray[np.float64]
    feature_word: NDArray[np.bool_]
    modifier: NDArray[np.bool_]
    with_other: NDArray[np.bool_]


class ScoreEvidence(NamedTuple):
    """What else is known of n mentions, all bool.

    `needs_evidence`: the name of the chosen place asks for evidence (its row has any but empty or `capital`);
    `reference`: its form is `reference`.
    """

    needs_evidence: NDArray[np.bool_]
    reference: NDArray[np.bool_]


def kinds_of(candidates: Candidates, table: PlaceTable) -> NDArray[np.int8]:
    """Tell for each mention whether any place it can mean is a seat of government (SEAT), or can act (POLITY)."""
    seat = segment_any(table.seat[candidates.place], candidates.offsets)
    acts = segment_any(table.acts[candidates.place], candidates.offsets)
    return np.where(seat, SEAT, np.where(acts, POLITY, OTHER)).astype(np.int8)


def listed_with_other(kind: NDArray[np.int8], group: Ints) -> NDArray[np.bool_]:
    """Tell of places that can act whether they stand in one list with one that cannot ("Baghdad, Babil and Karbala").

    `group` numbers the lists of the batch, negative for none.
    """
    other = (kind == OTHER) & (group >= 0)
    lists = np.zeros(int(group.max(initial=-1)) + 2, bool)  # the last is for "no list", and stays False
    lists[group[other]] = True
    listed: NDArray[np.bool_] = lists[np.maximum(group, -1)] & (kind != OTHER)
    return listed


def role_features(evidence: RoleEvidence) -> Columns:
    """Return the columns of section `role`."""
    return {
        "seat": evidence.kind == SEAT,
        "polity": evidence.kind == POLITY,
        "other": evidence.kind == OTHER,
        "associative_cues": evidence.associative,
        "literal_cues": evidence.literal,
        "feature_word": evidence.feature_word,
        "modifier": evidence.modifier,
        "with_other": evidence.with_other,
    }


def judge_roles(evidence: RoleEvidence, model: Model) -> NDArray[np.float64]:
    """Return the log odds of "associative"; above 0 that is the role, and `sigmoid(abs(...))` its probability."""
    return weigh(role_features(evidence), model.role)


def score_features(choices: Choices, role_log_odds: NDArray[np.float64], evidence: ScoreEvidence) -> Columns:
    """Return the columns of section `score`. An unknown name inside a known area has that area's share."""
    within = is_within(choices)
    share = np.where(within, choices.top_share[choices.chain], choices.top_share)
    several = choices.meanings > 1
    return {
        "intercept": np.ones(len(share)),
        "belief": logit(share * sigmoid(np.abs(role_log_odds)), limit=MAX_LOG_ODDS),
        "one_meaning": choices.meanings == 1,
        "margin": np.where(several, np.minimum(choices.margin, MAX_MARGIN), 0.0),
        "far": choices.far,
        "mismatch": choices.mismatch,
        "asked": choices.matched,
        "chain": choices.chain >= 0,
        "needs_evidence": evidence.needs_evidence,
        "reference": evidence.reference,
        "within": within,
    }


def is_within(choices: Choices) -> NDArray[np.bool_]:
    """Tell which mentions are names that the gazetteer lacks, right before one of a place that they lie in."""
    within: NDArray[np.bool_] = (choices.meanings == 0) & (choices.chain >= 0)
    return within


def score(
    choices: Choices, role_log_odds: NDArray[np.float64], evidence: ScoreEvidence, model: Model
) -> NDArray[np.float64]:
    """Return the probability that place and role are right and that there is a place at all; 0 without any place."""
    probability = sigmoid(weigh(score_features(choices, role_log_odds, evidence), model.score))
    return np.where((choices.meanings > 0) | is_within(choices), probability, 0.0)
