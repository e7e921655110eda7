"""Figures -> a table for people, or JSON for programs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from disputemap.evaluation.figures import MAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from disputemap.evaluation import Evaluation, Figures
    from disputemap.evaluation.calibration import Calibration

    Row = Sequence[str]

NO_FIGURE = "-"
COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
_HEADINGS = {
    "recognition": ("gold", "found", "spurious", "precision", "recall", "F1", "strict P", "strict R", "strict F1"),
    "place": ("judged", "exact", "measured", "@10 km", "@25 km", "@161 km", "AUC", "median km", "mean km"),
    "role": ("judged", "accuracy", "associative", "precision", "recall", "F1", "literal F1", "macro F1"),
    "calibration": ("rows", "right", "ECE", "Brier"),
}


def to_json(evaluation: Evaluation) -> str:
    """Return an evaluation as JSON: what its dataclasses hold, errors as objects, a share of nothing null."""
    return json.dumps(_plain(asdict(evaluation)), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - what dataclasses hold
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def to_text(evaluation: Evaluation) -> str:
    """Return the figures as tables of plain text, with the parts that the gold tells apart."""
    return "\n\n".join("\n".join(block) for block in _blocks(evaluation)) + "\n"


def _blocks(evaluation: Evaluation) -> Iterator[Iterable[str]]:
    languages = {"all": evaluation.all, **evaluation.by["language"]}
    parts = dict(languages)
    for group in ("genre", "role", "level"):
        parts |= {f"{group} {name}": part for name, part in evaluation.by[group].items()}
    yield _section("recognition", parts, _recognition)
    if evaluation.all.place.judged or evaluation.all.distances.measured:
        yield _section("place", languages, _place)
    if evaluation.all.role.judged:
        yield _section("role", languages, _role)
    if evaluation.all.calibration.rows:
        yield _section("calibration", languages, _calibration)
        yield _reliability(evaluation.all.calibration)
        yield _coverage(evaluation.all.calibration)
    if any(not math.isnan(low) for low, _ in evaluation.intervals["all"].values()):
        yield _intervals(evaluation)


def _section(name: str, parts: dict[str, Figures], row: Callable[[Figures], Row]) -> list[str]:
    return _table([(name.upper(), *_HEADINGS[name]), *((part, *row(figures)) for part, figures in parts.items())])


def _recognition(figures: Figures) -> Row:
    it = figures.recognition
    shares = (it.precision, it.recall, it.f1, it.strict_precision, it.strict_recall, it.strict_f1)
    return *map(str, (it.gold, it.found, it.predicted - it.found)), *map(_share, shares)


def _place(figures: Figures) -> Row:
    place, it = figures.place, figures.distances
    shares = (it.within_10_km, it.within_25_km, it.within_161_km, it.auc)
    exact = str(place.judged), _share(place.exact)
    return *exact, str(it.measured), *map(_share, shares), _km(it.median_km), _km(it.mean_km)


def _role(figures: Figures) -> Row:
    it = figures.role
    shares = (it.precision, it.recall, it.f1, it.literal_f1, it.macro_f1)
    return str(it.judged), _share(it.accuracy), str(it.associative), *map(_share, shares)


def _calibration(figures: Figures) -> Row:
    it = figures.calibration
    return str(it.rows), *map(_share, (it.accuracy, it.ece, it.brier))


def _reliability(calibration: Calibration) -> list[str]:
    rows = [
        (f"{_share(one.low)} to {_share(one.high)}", str(one.rows), _share(one.score), _share(one.right))
        for one in calibration.bins
    ]
    return _table([("RELIABILITY by score", "rows", "mean score", "right"), *rows])


def _coverage(calibration: Calibration) -> list[str]:
    """Show how right the best-scored rows are, for shares of them that people ask for."""
    rows = []
    for wanted in COVERAGES:
        step = min(calibration.coverage, key=lambda step: (abs(step.coverage - wanted), step.score))
        rows.append((f"score {_share(step.score)} or more", _share(step.coverage), _share(step.accuracy)))
    return _table([("COVERAGE", "rows kept", "right"), *dict.fromkeys(rows)])


def _intervals(evaluation: Evaluation) -> list[str]:
    heading = ("95 % INTERVALS", *evaluation.intervals)
    rows = []
    for name in MAIN:
        bounds = [part[name] for part in evaluation.intervals.values()]
        rows.append((name.replace(".", " ").replace("_", " "), *(f"{_share(a)} - {_share(b)}" for a, b in bounds)))
    return _table([heading, *rows])


def _table(rows: Sequence[Row]) -> list[str]:
    """Align the cells of rows, the first column to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]


def _share(value: float) -> str:
    return NO_FIGURE if math.isnan(value) else f"{value:.3f}"


def _km(value: float) -> str:
    return NO_FIGURE if math.isnan(value) else f"{value:.1f}"
