"""Our gold -> geo/lexicon/weights.csv and the table in docs/model.md: `python -m geo.build.train`.

Three conditional logits, one a section, each held near the weights that people set (`disputemap.model.HAND_SET`): with
few texts, what they do not speak of stays as it was. The score is learnt from places and roles as they come out for
texts that were left out of the learning, for of texts learnt from they are too sure of themselves.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from disputemap.evaluation.calibration import calibrate
from disputemap.geodata import load_geodata, shipped_root
from disputemap.model import HAND_SET, SECTIONS, Model, hand_set
from disputemap.parse import load_world
from disputemap.placefeatures import place_features
from disputemap.ragged import segment_sum
from disputemap.resolution import choose_places
from disputemap.scoring import judge_roles, role_features, score, score_features
from geo.build.goldtexts import FOLDS, Texts, read_texts
from geo.build.learning import fit_choices, fit_yes_no

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.model import Columns
    from disputemap.resolution import Choices

DIGITS = 3
ROUNDS = 3  # what is sure at the first look depends on the weights, and the weights on what is sure
# How strongly the weights are held where they were; chosen by what the texts left out say, see docs/model.md.
STRENGTH = {"place": 3.0, "role": 100.0, "score": 3.0}
WEIGHTS = Path("lexicon", "weights.csv")
PAGE = Path(__file__).parents[2] / "docs" / "model.md"
TITLES = {
    "place": "Which place? Points of a candidate",
    "role": "Place or government? Log odds of associative",
    "score": "How sure? Log odds that place and role are right",
}


def learn(texts: Texts, part: NDArray[np.bool_]) -> Model:
    """Learn places and roles from the mentions in `part`."""
    model = hand_set()
    for _ in range(ROUNDS):
        model = replace(model, place=_learn_places(texts, part, model))
    return replace(model, role=_learn_roles(texts, part))


def _learn_places(texts: Texts, part: NDArray[np.bool_], model: Model) -> dict[str, float]:
    features = place_features(texts.batch, model)
    matrix, names = _matrix(features.columns, "place")
    right = _right_candidates(texts)[features.at]
    counted = (segment_sum(right.astype(int), features.offsets) == 1) & part[features.rows]
    counts = np.diff(features.offsets)
    kept = np.repeat(counted, counts)
    offsets = np.concatenate([[0], np.cumsum(counts[counted])])
    prior = np.array([hand_set().place[name] for name in names])
    weights = fit_choices(matrix[kept], offsets, right[kept], prior, STRENGTH["place"])
    return hand_set().place | dict(zip(names, weights.tolist(), strict=True))


def _right_candidates(texts: Texts) -> NDArray[np.bool_]:
    """Tell which candidate of each mention is the best of those accepted; none if none is."""
    candidates, _, table = texts.batch
    right = np.zeros(len(candidates.place), bool)
    for mark, start, end in zip(texts.marks, candidates.offsets[:-1], candidates.offsets[1:], strict=True):
        ids = [table.ids[number] for number in candidates.place[start:end]]
        best = next((place_id for place_id in mark.accepted if place_id in ids), None) if mark else None
        if best is not None:
            right[start + ids.index(best)] = True
    return right


def _learn_roles(texts: Texts, part: NDArray[np.bool_]) -> dict[str, float]:
    counted = part & np.array([mark is not None and mark.role != "" for mark in texts.marks])
    return _learn_yes_no(role_features(texts.roles), "role", counted, _acting(texts))


def _acting(texts: Texts) -> NDArray[np.bool_]:
    """Tell which mentions are marked as associative."""
    return np.array([mark is not None and mark.role == "associative" for mark in texts.marks])


def _learn_yes_no(
    columns: Columns, section: str, counted: NDArray[np.bool_], yes: NDArray[np.bool_]
) -> dict[str, float]:
    matrix, names = _matrix(columns, section)
    prior = np.array([getattr(hand_set(), section)[name] for name in names])
    weights = fit_yes_no(matrix[counted], yes[counted], prior, STRENGTH[section])
    return dict(zip(names, weights.tolist(), strict=True))


def _matrix(columns: Columns, section: str) -> tuple[NDArray[np.float64], list[str]]:
    """Return the columns as a matrix, in the order of the weights' table."""
    names = [row.feature for row in HAND_SET if row.section == section]
    return np.stack([np.asarray(columns[name], np.float64) for name in names], axis=1), names


class Judged(NamedTuple):
    """What a model says of all n mentions: places, and the log odds of the roles."""

    choices: Choices
    odds: NDArray[np.float64]


def judge(texts: Texts, model: Model) -> Judged:
    """Let a model choose places and roles."""
    return Judged(choose_places(*texts.batch, model), judge_roles(texts.roles, model))


def learn_scores(texts: Texts, judged: list[Judged], part: NDArray[np.bool_]) -> dict[str, float]:
    """Learn the score; `judged` holds what each fold's model says, of which the texts it has not seen count."""
    columns = [score_features(one.choices, one.odds, texts.scores) for one in judged]
    unseen = {name: np.choose(texts.fold, [one[name] for one in columns]) for name in columns[0]}
    counted, yes = _outcomes(texts, judged)
    return _learn_yes_no(unseen, "score", part & counted, yes)


def _outcomes(texts: Texts, judged: list[Judged]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which mentions got a place, and of which place and role are right (a spurious one is wrong)."""
    right_place = np.choose(texts.fold, [_right_places(texts, one.choices) for one in judged])
    acting = np.choose(texts.fold, [one.odds > 0 for one in judged])
    located = np.choose(texts.fold, [one.choices.located for one in judged])
    return located, right_place & (acting == _acting(texts))


def _right_places(texts: Texts, choices: Choices) -> NDArray[np.bool_]:
    candidates, _, table = texts.batch
    places = np.where(choices.best >= 0, candidates.place[choices.best], -1)
    return np.array(
        [
            mark is not None and (table.ids[place] if place >= 0 else "") in mark.accepted
            for mark, place in zip(texts.marks, places.tolist(), strict=True)
        ]
    )


def cross_validate(texts: Texts) -> tuple[Model, str]:
    """Learn from all texts; and say in a table how models do on the texts that they were not learnt from."""
    parts = [texts.fold != fold for fold in range(FOLDS)]
    models = [learn(texts, part) for part in parts]
    judged = [judge(texts, model) for model in models]
    everything = np.ones(len(texts.fold), bool)
    model = replace(learn(texts, everything), score=learn_scores(texts, judged, everything))
    tried = [replace(one, score=learn_scores(texts, judged, part)) for one, part in zip(models, parts, strict=True)]
    before = hand_set()
    lines = [
        _figures("set by hand", texts, [judge(texts, before)] * FOLDS, [before] * FOLDS),
        _figures("learnt, on texts left out", texts, judged, tried),
        _figures("learnt, on texts learnt from", texts, [judge(texts, model)] * FOLDS, [model] * FOLDS),
    ]
    return _rounded(model), "\n".join(lines)


def _figures(title: str, texts: Texts, judged: list[Judged], models: list[Model]) -> str:
    """Return a line of figures; each fold is judged by its own model."""
    counted, right = _outcomes(texts, judged)
    marked = np.array([mark is not None for mark in texts.marks])
    places = np.choose(texts.fold, [_right_places(texts, one.choices) for one in judged])[marked].mean()
    acting = np.choose(texts.fold, [one.odds > 0 for one in judged])
    scores = [score(one.choices, one.odds, texts.scores, model) for one, model in zip(judged, models, strict=True)]
    sure = np.choose(texts.fold, scores)[counted]
    calibration = calibrate(sure, right[counted].astype(float))
    likely = np.where(right[counted], sure, 1 - sure)
    roles = (acting == _acting(texts))[marked].mean()
    return (
        f"{title:30} {marked.sum():5} mentions  place {places:.3f}  role {roles:.3f}  "
        f"ECE {calibration.ece:.3f}  Brier {calibration.brier:.3f}  log loss {-np.log(likely).mean():.3f}"
    )


def _rounded(model: Model) -> Model:
    """Round the weights: fewer digits are easier to read, and no machine differs in them."""
    sections = {
        section: {name: round(weight, DIGITS) + 0.0 for name, weight in getattr(model, section).items()}
        for section in SECTIONS
    }
    return Model(**sections)


def write_weights(model: Model, path: Path) -> None:
    """Write the weights with the meaning of each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["section", "feature", "weight", "meaning"])
        for row in HAND_SET:
            rows.writerow([row.section, row.feature, getattr(model, row.section)[row.feature], row.meaning])


def weights_table(model: Model) -> str:
    """Return the weights as they stand in docs/model.md, beside those set by hand."""
    lines = []
    for section in SECTIONS:
        lines += ["", f"### {TITLES[section]}", "", "| feature | by hand | learnt | meaning |", "|---|---:|---:|---|"]
        for row in HAND_SET:
            if row.section == section:
                learnt = getattr(model, section)[row.feature]
                lines.append(f"| `{row.feature}` | {row.weight:g} | {learnt:g} | {row.meaning} |")
    return "\n".join([*lines, ""])


def write_table(text: str, path: Path, marker: str) -> None:
    """Put a text between the markers of a page."""
    start, end = f"<!-- {marker} -->\n", f"<!-- end of {marker} -->"
    before, rest = path.read_text(encoding="utf-8").split(start)
    after = rest.split(end)[1]
    path.write_text(f"{before}{start}{text}{end}{after}", encoding="utf-8")


def main() -> None:
    """Learn, write what was learnt, and print how good it is."""
    texts = read_texts(load_world(load_geodata(shipped_root())))
    model, figures = cross_validate(texts)
    print(figures)
    write_weights(model, shipped_root() / WEIGHTS)
    write_table(weights_table(model), PAGE, "weights")
    write_table(f"\n```\n{figures}\n```\n\n", PAGE, "figures")


if __name__ == "__main__":
    main()
