"""What a figure's map shows: the layers of the catalogue, the marks of the places, a scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely
from matplotlib.colors import to_rgba

from disputemap.render.sheet import FAINT, GREY, INK, PAPER, circle, points_to_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.patches import PathPatch
    from shapely.geometry.base import BaseGeometry

    from disputemap.layers import Layer
    from disputemap.render.framing import Frame
    from disputemap.render.labelling import Box
    from disputemap.render.marks import Mark
    from disputemap.render.sheet import Sheet

PIXEL = 0.45  # points on paper for a pixel of the catalogue
LARGEST_MM, ONE_MM, SMALLEST_MM = 6.0, 1.3, 0.5  # radius of the most named place, of one mention, of any
SHADE = 0.26  # of the area that is named most
DRAWN = ("area", "line", "point")  # kinds of layers that are features of the catalogue
SCALE, DEGREE = 5.4, 4.8  # points


def draw_layers(sheet: Sheet, frame: Frame, layers: Sequence[Layer], clip: PathPatch) -> None:
    """Draw the visible layers of the catalogue, lowest first, but for the places."""
    for order, layer in enumerate(layers, start=1):
        if layer.visible and layer.kind in DRAWN:
            seen = [geometry for _, geometry in frame.features(layer.features)]
            if layer.kind == "point":
                _draw_points(sheet, frame, layer, order, clip)
            elif seen:
                sheet.shape(shapely.GeometryCollection(seen), title=sheet.words.pick(layer.titles), clip=clip,
                            zorder=order, **style_of(layer))  # fmt: skip


def style_of(layer: Layer) -> dict[str, Any]:
    """Return how Matplotlib draws a layer of lines or areas."""
    style = layer.style
    width = PIXEL * style.weight
    dash: Any = (0, tuple(PIXEL * float(part) for part in style.dash.split())) if style.dash else "solid"
    base = {"linewidth": width, "linestyle": dash, "joinstyle": "round"}
    if layer.kind == "line":
        return base | {"edgecolor": to_rgba(style.colour, style.opacity), "facecolor": "none"}
    edge = FAINT if layer.group == "base" else style.colour
    if style.pattern == "hatch":
        ink = to_rgba(style.colour, 0.75)
        return base | {"edgecolor": ink, "facecolor": "none", "hatch": "/" * 7, "hatch_linewidth": 0.35}
    fill = to_rgba(style.colour, style.opacity) if style.opacity else "none"
    return base | {"edgecolor": to_rgba(edge, 0.85) if width else "none", "facecolor": fill}


def _draw_points(sheet: Sheet, frame: Frame, layer: Layer, order: int, clip: PathPatch) -> None:
    for feature, geometry in frame.features(layer.features):
        for x, y in shapely.get_coordinates(geometry):
            sheet.shape(sign_of(layer, feature, x, y), clip=clip, zorder=order, facecolor=layer.style.colour,
                        edgecolor=PAPER, linewidth=0.0 if is_small(layer) else 0.5)  # fmt: skip


def sign_of(layer: Layer, feature: dict[str, Any], x: float, y: float) -> BaseGeometry:
    """Return the sign of a point: a dot for a station, else a square on its corner, never to be taken for a count."""
    if is_small(layer):
        return circle(x, y, 0.5 if feature["properties"]["label"] else 0.28)
    half = points_to_mm(layer.style.weight) * 0.6
    return shapely.Polygon([(x - half, y), (x, y + half), (x + half, y), (x, y - half)])


def is_small(layer: Layer) -> bool:
    """Tell whether a layer's points say nothing but where they are."""
    return all(len(feature["properties"]["details"]) <= 1 for feature in layer.features)


def radius_mm(count: int, most: int) -> float:
    """Return the radius of a mark: its area is in proportion to the number, down to what the eye still sees.

    Examples
    --------
    >>> radius_mm(1, 1), radius_mm(25, 100), radius_mm(100, 100)
    (1.3, 3.0, 6.0)
    """
    if not count:
        return 0.0
    largest = min(LARGEST_MM, ONE_MM * math.sqrt(most))
    return max(SMALLEST_MM, largest * math.sqrt(count / most))


def draw_marks(sheet: Sheet, frame: Frame, marks: Sequence[Mark], layers: Sequence[Layer], clip: PathPatch) -> None:
    """Draw places: areas as areas, points as circles, filled by how many of their mentions are literal."""
    most = max((mark.count for mark in marks), default=1)
    order = {layer.key: number for number, layer in enumerate(layers, start=1)}
    for mark in sorted(marks, key=lambda mark: -mark.extent):
        where: dict[str, Any] = {"clip": clip, "zorder": order[mark.layer.key]}
        told = f"{mark.name}: {mark.literal} + {mark.associative}"
        if mark.area is not None:
            _draw_area(sheet, frame, mark, most, {"title": told} | where)
        elif mark.at and mark.disc:
            x, y = frame.point(*mark.at)
            reach, ink = mark.accuracy_m / frame.metres_per_mm, mark.layer.style.colour
            sheet.shape(circle(x, y, reach), title=told, edgecolor=ink, linewidth=0.7, linestyle=(0, (2, 2)), **where)
        elif mark.at:
            draw_circle(sheet, *frame.point(*mark.at), mark.literal, mark.count, most, mark.layer, title=told, **where)


def _draw_area(sheet: Sheet, frame: Frame, mark: Mark, most: int, where: dict[str, Any]) -> None:
    area = mark.area or shapely.Point()
    ink, line = mark.layer.style.colour, not area.geom_type.endswith("Polygon")
    share = 0.4 + 0.6 * math.sqrt(mark.count / most)
    fill = "none" if line or mark.kind == "within" else to_rgba(ink, SHADE * share * (mark.literal > 0))
    dash: Any = (0, (2, 2)) if mark.kind == "within" or not mark.literal else "solid"
    sheet.shape(frame.paper(area), facecolor=fill, edgecolor=to_rgba(ink, 0.75), linewidth=2.2 if line else 0.6,
                linestyle=dash, **where)  # fmt: skip


def draw_circle(  # noqa: PLR0913, PLR0917 - what a circle says
    sheet: Sheet, x: float, y: float, literal: int, count: int, most: int, layer: Layer, *, title: str = "",
    clip: PathPatch | None = None, zorder: float = 1.0,
) -> None:  # fmt: skip
    """Draw a place: a ring for all its mentions, and in it a disc for the literal ones, both by area."""
    ink = layer.style.colour
    sheet.shape(circle(x, y, radius_mm(count, most)), title=title, clip=clip, zorder=zorder, edgecolor=ink,
                facecolor=to_rgba(PAPER, 0.7), linewidth=0.8)  # fmt: skip
    if literal:
        sheet.shape(
            circle(x, y, radius_mm(literal, most)), clip=clip, zorder=zorder + 0.01, facecolor=to_rgba(ink, 0.85)
        )


def draw_edge(sheet: Sheet, frame: Frame) -> None:
    """Draw the frame's line, whole degrees at it, and the scale bar."""
    sheet.shape(frame.box.boundary, edgecolor=GREY, linewidth=0.6, zorder=95)
    for degree, along in frame.degrees(along=0):
        x, y = frame.left + along, frame.bottom
        sheet.shape(shapely.LineString([(x, y), (x, y - 0.9)]), edgecolor=GREY, linewidth=0.5, zorder=95)
        sheet.write(x, y - 2.9, degree_text(degree, "EW"), DEGREE, colour=GREY, align="center")
    for degree, along in frame.degrees(along=1):
        x, y = frame.left, frame.bottom + along
        sheet.shape(shapely.LineString([(x, y), (x - 0.9, y)]), edgecolor=GREY, linewidth=0.5, zorder=95)
        sheet.write(x - 1.2, y, degree_text(degree, "NS"), DEGREE, colour=GREY, align="center", rotation=90)
    _draw_scale(sheet, frame)


def degree_text(degree: float, sides: str) -> str:
    """Return a degree with its side of the world.

    Examples
    --------
    >>> degree_text(44.0, "EW"), degree_text(-3.0, "NS")
    ('44°E', '3°S')
    """
    return f"{abs(degree):g}°{sides[degree < 0]}"


def scale_box(frame: Frame, *, rtl: bool) -> Box:
    """Return where the scale bar stands: in the lower corner where reading begins. No name may cover it."""
    length = 1000 * frame.scale_bar_km() / frame.metres_per_mm
    left = frame.left + frame.width - length - 6 if rtl else frame.left + 4
    return (left - 2, frame.bottom + 1.6, left + length + 4, frame.bottom + 7.6)


def _draw_scale(sheet: Sheet, frame: Frame) -> None:
    """Draw a bar of a round length."""
    km = frame.scale_bar_km()
    box = scale_box(frame, rtl=sheet.words.rtl)
    left, bottom, half = box[0] + 2, box[1] + 1.4, 500 * km / frame.metres_per_mm
    sheet.shape(shapely.box(*box), facecolor=to_rgba(PAPER, 0.8), zorder=88)
    for part, fill in ((0, INK), (1, PAPER)):
        piece = shapely.box(left + part * half, bottom, left + (part + 1) * half, bottom + 0.9)
        sheet.shape(piece, facecolor=fill, edgecolor=INK, linewidth=0.4, zorder=89)
    for place, text in enumerate(("0", f"{km / 2:g}", f"{km:g} {sheet.words.word('unit.km')}")):
        sheet.write(left + place * half, bottom + 1.8, text, SCALE, align="center")
