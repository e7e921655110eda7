"""Where names stand on a figure: the weightiest first, none over another, none over a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in millimetres
GAP = 0.35


@dataclass(frozen=True)
class Label:
    """A name that wants a place: its middle or its mark at (x, y), all in millimetres.

    `reach` is the radius of the mark that it stands beside, or None for a name that stands on its spot. `tips` are
    further spots for it, best first.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    weight: float
    style: str
    reach: float | None = None
    rtl: bool = False
    tips: tuple[tuple[float, float], ...] = ()
    colour: str = "#22262a"


def settle(labels: Iterable[Label], *, within: Box, taken: Sequence[Box] = ()) -> list[tuple[Label, Box]]:
    """Return the labels that find a place, with their boxes.

    Parameters
    ----------
    labels
        In any order; of equal weight, the earlier counts as weightier.
    within
        No box crosses its edge.
    taken
        Boxes to keep clear of. A label beside a mark may touch that mark's own box by what lies within `GAP`.
    """
    full = list(taken)
    placed = []
    for label in sorted(labels, key=lambda label: -label.weight):
        box = next((box for box in _spots(label) if _inside(box, within) and not _meets(box, full)), None)
        if box:
            full.append(box)
            placed.append((label, box))
    return placed


def _spots(label: Label) -> Iterable[Box]:
    width, height, x, y = label.width, label.height, label.x, label.y
    if label.reach is None:
        for at_x, at_y in ((x, y), *label.tips):
            for down in (0.0, -0.9 * height, 0.9 * height):
                yield _box(at_x - width / 2, at_y - height / 2 + down, width, height)
        return
    gap = label.reach + GAP
    sides = [(gap, -height / 2), (-gap - width, -height / 2)]
    yield from (_box(x + dx, y + dy, width, height) for dx, dy in (sides[::-1] if label.rtl else sides))
    slant = 0.75 * gap
    corners = [(slant, slant), (slant, -slant - height), (-slant - width, slant), (-slant - width, -slant - height)]
    around = [(-width / 2, gap), (-width / 2, -gap - height), *corners]
    yield from (_box(x + dx, y + dy, width, height) for dx, dy in around)


def _box(x: float, y: float, width: float, height: float) -> Box:
    return (x, y, x + width, y + height)


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _meets(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < x1 and x0 < box[2] and box[1] < y1 and y0 < box[3] for x0, y0, x1, y1 in others)
