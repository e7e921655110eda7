"""Figures -> a picture of how far scores can be believed, as SVG or PNG. The only module here that draws."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from disputemap.errors import InputError
from disputemap.evaluation.calibration import wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from disputemap.evaluation import Evaluation
    from disputemap.evaluation.calibration import Calibration

FORMATS = ("svg", "png")
MIN_ROWS = 20  # the share of fewer jumps too far with each of them
BLUE, ORANGE, GREY, INK = "#1f5a92", "#c8621b", "#9aa0a6", "#2b2f33"
LANGUAGE_COLOURS = ("#1b7f79", "#a6489a", "#b98a12", "#5b6ee1")
_STYLE: dict[str, Any] = {
    "font.size": 9.5,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e8ea",
    "grid.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "disputemap",  # the same bytes for the same figures
}


def draw(evaluation: Evaluation, form: str) -> bytes:
    """Return the plot of an evaluation: score against truth, and what is gained by leaving out low scores.

    Parameters
    ----------
    form
        `svg` or `png`.

    Raises
    ------
    InputError
        If no row has a score that can be judged: the gold says no places, or no roles, or nothing was found.
    """
    if not evaluation.all.calibration.rows:
        message = "there is no plot, since no row with a score has a place and a role in the gold; leave --plot out"
        raise InputError(message)
    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]  # its names are literals there
        figure = Figure(figsize=(10.4, 4.9), layout="constrained")
        reliability, coverage = figure.subplots(1, 2)
        _draw_reliability(reliability, evaluation.all.calibration)
        _draw_coverage(coverage, evaluation)
        buffer = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else {}
        figure.savefig(buffer, format=form, dpi=160, metadata=metadata)
    return buffer.getvalue()


def _draw_reliability(axes: Axes, calibration: Calibration) -> None:
    """Draw each bin's share of right rows over its mean score; the diagonal is perfect."""
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=(0, (4, 3)), label="perfectly calibrated")
    bins = calibration.bins
    spans = [wilson(one.right, one.rows) for one in bins]
    score, right = [one.score for one in bins], [one.right for one in bins]
    below = [max(0.0, one.right - low) for one, (low, _) in zip(bins, spans, strict=True)]
    above = [max(0.0, high - one.right) for one, (_, high) in zip(bins, spans, strict=True)]
    axes.errorbar(
        score, right, yerr=[below, above], color=BLUE, marker="o", markersize=5.5, linewidth=1.3, elinewidth=1,
        capsize=2.5, ecolor="#7fa3c7", label="bins of equal mass, 95 % interval",
    )  # fmt: skip
    axes.set_title("Is the score what it says?")
    axes.set_xlabel("mean score")
    axes.set_ylabel("right place and role")
    _percent(axes.yaxis)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.04))
    told = f"ECE {calibration.ece:.3f}   Brier {calibration.brier:.3f}   {calibration.rows} rows"
    axes.text(0.03, 0.97, told, transform=axes.transAxes, va="top", color=INK)
    axes.legend(loc="lower right", frameon=False)


def _draw_coverage(axes: Axes, evaluation: Evaluation) -> None:
    """Draw how right the best-scored rows are over how many of them are kept, for all and each language."""
    parts = {name: part.calibration for name, part in evaluation.by["language"].items()}
    lowest = _draw_curve(axes, evaluation.all.calibration, ORANGE, "all", 2.2)
    if len(parts) > 1:
        for number, (name, part) in enumerate(parts.items()):
            colour = LANGUAGE_COLOURS[number % len(LANGUAGE_COLOURS)]
            lowest = min(lowest, _draw_curve(axes, part, colour, name, 1.2))
    axes.set_title("What is gained by leaving out low scores?")
    axes.set_xlabel("rows kept, the best-scored first")
    axes.set_ylabel("right place and role, of those kept")
    _percent(axes.xaxis)
    _percent(axes.yaxis)
    room = 0.25 * (1 - lowest) + 0.01  # for the legend
    axes.set(xlim=(-0.02, 1.02), ylim=(max(0.0, lowest - room), 1 + room / 20))
    axes.legend(loc="lower center", frameon=False, ncols=5)


def _draw_curve(axes: Axes, calibration: Calibration, colour: str, label: str, width: float) -> float:
    """Draw one curve, from where enough rows are kept to tell, and return its lowest point."""
    least = min(MIN_ROWS, calibration.rows)
    steps = [step for step in calibration.coverage if step.coverage * calibration.rows >= least]
    if not steps:
        return 1.0
    coverage, accuracy = [step.coverage for step in steps], [step.accuracy for step in steps]
    axes.plot(coverage, accuracy, color=colour, linewidth=width, label=label, zorder=2 + width)
    return min(accuracy)


def _percent(axis: Axis) -> None:
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{round(100 * value, 2):g} %"))
