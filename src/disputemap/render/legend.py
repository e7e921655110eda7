"""The legend of a figure: what is drawn, group by group, and how numbers become sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from matplotlib.colors import to_rgba

from disputemap.render.figuremap import DRAWN, draw_circle, is_small, radius_mm, sign_of, style_of
from disputemap.render.lettering import LINE
from disputemap.render.sheet import GREY, INK, Sheet, points_to_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from disputemap.layers import Layer
    from disputemap.render.framing import Frame
    from disputemap.render.lettering import Lettering
    from disputemap.render.marks import Mark

SWATCH_MM, GAP_MM = 7.0, 1.8
SIZE, HEAD = 5.6, 6.2
THIN = 0.5  # pixels; base areas with a wider edge are land
BETWEEN_MM, BEFORE_HEAD_MM = 0.7, 1.9
NICE = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)


@dataclass(frozen=True)
class Entry:
    """A line or some of the legend; `sign` says what stands beside it: a layer, a word for a sign, or nothing."""

    lines: tuple[str, ...]
    sign: Layer | str = ""
    head: bool = False

    @property
    def height(self) -> float:
        """How much room it takes, in millimetres."""
        text = len(self.lines) * points_to_mm(HEAD if self.head else SIZE) * LINE
        return max(text, 3.0 if self.sign else 0.0) + (BEFORE_HEAD_MM if self.head else BETWEEN_MM)


@dataclass(frozen=True)
class Legend:
    """Entries and what the sizes of places go by."""

    entries: tuple[Entry, ...]
    points: Layer | None
    counts: tuple[int, ...]

    @property
    def height(self) -> float:
        """How much room it takes, in millimetres."""
        sizes = 2 * radius_mm(self.counts[-1], self.counts[-1]) + 6.5 if self.counts else 0.0
        return sum(entry.height for entry in self.entries) + sizes


def legend_of(  # noqa: PLR0913 - all that is drawn
    layers: Sequence[Layer], marks: Sequence[Mark], frame: Frame, words: Lettering, *, width: float,
    groups: dict[str, dict[str, str]], extra: Iterable[tuple[str, str]] = (),
) -> Legend:  # fmt: skip
    """Return the legend of what the frame shows; `groups` are captions, `extra` further signs with texts."""

    def entry(text: str, sign: Layer | str) -> Entry:
        return Entry(tuple(words.wrap(text, width - SWATCH_MM - GAP_MM, SIZE, most=4)), sign)

    def head(text: str) -> Entry:
        return Entry(tuple(words.wrap(text, width, HEAD, bold=True, most=3)), head=True)

    points = [mark for mark in marks if mark.at and mark.area is None and not mark.disc]
    entries = [head(words.word("legend.places"))]
    entries += [entry(words.word(f"legend.{sign}"), sign) for sign in _signs(marks)]
    entries += [entry(text, sign) for sign, text in extra]
    told: dict[str, list[Entry]] = {}
    for layer in reversed(layers):
        if layer.visible and layer.kind in DRAWN and _is_told(layer) and any(frame.features(layer.features)):
            told.setdefault(layer.group, []).append(entry(words.pick(layer.titles), layer))
    for group, found in told.items():
        entries += [head(words.pick(groups.get(f"group:{group}")) or group), *found]
    most = max((mark.count for mark in points), default=0)
    return Legend(tuple(entries), points[0].layer if points else None, _steps(most))


def _signs(marks: Sequence[Mark]) -> Iterator[str]:
    points = [mark for mark in marks if mark.at and mark.area is None and not mark.disc]
    if any(mark.literal for mark in marks):
        yield "literal"
    if any(mark.associative for mark in points):
        yield "associative"
    if any(mark.area is not None for mark in marks):
        yield "area"
    if any(mark.disc for mark in marks):
        yield "disc"
    if any(mark.kind for mark in marks):
        yield "relative"


def _is_told(layer: Layer) -> bool:
    """Tell whether the legend explains a layer: plain land and thin dashes within it explain themselves."""
    land = layer.group == "base" and layer.kind == "area" and layer.style.weight > THIN
    return not land and (layer.kind != "area" or layer.style.opacity > 0 or layer.style.weight >= 1)


def _steps(most: int) -> tuple[int, ...]:
    """Return up to three round numbers up to the largest one.

    Examples
    --------
    >>> _steps(7), _steps(1), _steps(0)
    ((1, 2, 5), (1,), ())
    """
    nice = [number for number in NICE if number <= most]
    return tuple(sorted({nice[0], nice[len(nice) // 2], nice[-1]})) if nice else ()


def draw_legend(sheet: Sheet, legend: Legend, *, left: float, top: float, width: float) -> None:
    """Draw a legend downwards from `top`; its signs stand where reading begins."""
    rtl = sheet.words.rtl
    start = left + width if rtl else left
    inward = -1 if rtl else 1
    y = top
    for number, entry in enumerate(legend.entries):
        size = HEAD if entry.head else SIZE
        y -= BEFORE_HEAD_MM if entry.head and number else 0.0
        base = y - points_to_mm(size)
        if entry.sign:
            _draw_sign(sheet, legend, entry.sign, start + (-SWATCH_MM if rtl else 0), y - 1.5)
            base -= max(0.0, 3.0 - len(entry.lines) * points_to_mm(size) * LINE) / 2
        x = start + inward * (SWATCH_MM + GAP_MM if entry.sign else 0.0)
        for line in entry.lines:
            sheet.write(x, base, line, size, bold=entry.head, colour=INK, prose=True)
            base -= points_to_mm(size) * LINE
        y -= entry.height - (BEFORE_HEAD_MM if entry.head else 0.0)
        if number == 0 and legend.counts:
            y = _draw_sizes(sheet, legend, start, inward, y)


def _draw_sizes(sheet: Sheet, legend: Legend, start: float, inward: int, y: float) -> float:
    """Draw circles of some round numbers on one line, and say what they mean."""
    most = max(legend.counts)
    if legend.points is None:
        return y
    sheet.write(start, y - points_to_mm(SIZE), sheet.words.word("legend.size"), SIZE, prose=True)
    y -= points_to_mm(SIZE) * LINE + 0.6
    x, floor = start + inward * 0.5, y - 2 * radius_mm(most, most)
    for count in legend.counts:
        reach = radius_mm(count, most)
        x += inward * reach
        draw_circle(sheet, x, floor + reach, count, count, most, legend.points)
        sheet.write(x, floor - 2.6, f"{count:,}", SIZE - 0.4, align="center")
        x += inward * (reach + 3.0)
    return floor - 3.6


def _draw_sign(sheet: Sheet, legend: Legend, sign: Layer | str, left: float, y: float) -> None:
    middle = left + SWATCH_MM / 2
    if not isinstance(sign, str):
        _draw_swatch(sheet, sign, left, y)
    elif legend.points is not None and sign in ("literal", "associative"):
        draw_circle(sheet, middle, y, int(sign == "literal"), 1, 1, legend.points)
    elif sign in ("area", "literal"):
        ink = legend.points.style.colour if legend.points else INK
        sheet.shape(_box(left, y), facecolor=to_rgba(ink, 0.25), edgecolor=to_rgba(ink, 0.75), linewidth=0.6)
    elif sign == "relative":
        ink = legend.points.style.colour if legend.points else INK
        wedge = shapely.Polygon(
            [(middle, y + 1.4), (middle - 2.4, y - 0.9), (middle, y - 1.5), (middle + 2.4, y - 0.9)]
        )
        sheet.shape(wedge, facecolor=to_rgba(ink, 0.25), edgecolor=to_rgba(ink, 0.75), linewidth=0.6)
    elif sign == "disc":
        sheet.shape(shapely.Point(middle, y).buffer(1.4), edgecolor=GREY, linewidth=0.7, linestyle=(0, (2, 2)))


def _draw_swatch(sheet: Sheet, layer: Layer, left: float, y: float) -> None:
    if layer.kind == "line":
        sheet.shape(shapely.LineString([(left, y), (left + SWATCH_MM, y)]), **style_of(layer))
    elif layer.kind == "area":
        sheet.shape(_box(left, y), **style_of(layer))
    else:
        feature: dict[str, Any] = {"properties": {"label": ""}}
        spots = (0.2, 0.5, 0.8) if is_small(layer) else (0.5,)
        for share in spots:
            sheet.shape(sign_of(layer, feature, left + share * SWATCH_MM, y), facecolor=layer.style.colour)


def _box(left: float, y: float) -> shapely.Polygon:
    return shapely.box(left, y - 1.4, left + SWATCH_MM, y + 1.4)
