"""Features and answers -> weights: a conditional logit, held near the weights that people set by hand.

Newton's method on a convex sum, so that there is one answer, found to the last digit: the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from disputemap.ragged import owners, segment_softmax, segment_sum, to_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_STEPS = 100
CLOSE = 1e-10


def fit_choices(
    features: NDArray[np.float64],
    offsets: NDArray[np.int64],
    right: NDArray[np.bool_],
    prior: NDArray[np.float64],
    strength: float,
) -> NDArray[np.float64]:
    """Return the weights under which the right choices are most likely.

    Parameters
    ----------
    features
        (b, k): a row for each thing that can be chosen.
    offsets
        (a + 1): which of them belong to one choice.
    right
        (b): the one that is right, one in each choice.
    prior, strength
        (k) weights, and how much it costs to leave them: half of `strength` times the squared distance.
    """
    weights = prior.copy()
    loss = _loss(weights, features, offsets, right, prior, strength)
    for _ in range(MAX_STEPS):
        step = _step(weights, features, offsets, right, prior, strength)
        for _ in range(MAX_STEPS):  # a step that overshoots is halved
            tried = _loss(weights - step, features, offsets, right, prior, strength)
            if tried <= loss or np.abs(step).max(initial=0.0) < CLOSE:
                break
            step = step / 2
        weights, loss = weights - step, tried
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    return weights


def fit_yes_no(
    features: NDArray[np.float64], yes: NDArray[np.bool_], prior: NDArray[np.float64], strength: float
) -> NDArray[np.float64]:
    """Return the weights of a logistic regression: the choice between each row and one of nothing but zeros.

    >>> heads = np.array([True, True, True, False])
    >>> float(np.exp(fit_yes_no(np.ones((4, 1)), heads, np.zeros(1), 0.0))[0].round(6))
    3.0
    """
    both = np.stack([features, np.zeros_like(features)], axis=1).reshape(-1, features.shape[1])
    answers = np.stack([yes, ~yes], axis=1).ravel()
    return fit_choices(both, to_offsets(np.full(len(yes), 2)), answers, prior, strength)


def _loss(  # noqa: PLR0913, PLR0917 - the problem, laid out
    weights: NDArray[np.float64],
    features: NDArray[np.float64],
    offsets: NDArray[np.int64],
    right: NDArray[np.bool_],
    prior: NDArray[np.float64],
    strength: float,
) -> float:
    shares = segment_softmax(features @ weights, offsets)[right]
    return float(-np.log(np.maximum(shares, 1e-300)).sum() + strength / 2 * ((weights - prior) ** 2).sum())


def _step(  # noqa: PLR0913, PLR0917 - the problem, laid out
    weights: NDArray[np.float64],
    features: NDArray[np.float64],
    offsets: NDArray[np.int64],
    right: NDArray[np.bool_],
    prior: NDArray[np.float64],
    strength: float,
) -> NDArray[np.float64]:
    shares = segment_softmax(features @ weights, offsets)
    gradient = features.T @ (shares - right) + strength * (weights - prior)
    means = np.stack([segment_sum(shares * column, offsets) for column in features.T], axis=1)
    centred = features - means[owners(offsets)]
    curvature = (centred * shares[:, None]).T @ centred + strength * np.eye(len(weights))
    step: NDArray[np.float64] = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
    return step
