"""Names on a figure's map: those of places by number of mentions, then what the catalogue wants beside its features."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.colors import to_hex, to_rgb, to_rgba

from disputemap.render.figuremap import DRAWN, is_small, radius_mm, scale_box
from disputemap.render.labelling import Box, Label, settle
from disputemap.render.lettering import plain
from disputemap.render.sheet import INK, PAPER, points_to_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from disputemap.layers import Layer
    from disputemap.render.framing import Frame
    from disputemap.render.lettering import Lettering
    from disputemap.render.marks import Mark
    from disputemap.render.sheet import Sheet

MOST_LABELS = 150
SCREEN_PIXELS, EQUATOR_M = 1000, 40_075_016.7
AROUND = ("near", "distance", "outskirts", "within")  # what lies all around a place is named at its edge
SIZES = {"place": 6.4, "area": 6.2, "admin": 5.6, "site": 5.0, "station": 4.6}
ADMIN = "#847d70"
LEAST_LINE_MM, LEAST_AREA_MM2, MOST_SHARE = 15.0, 25.0, 0.5  # of a feature that is seen, to be named


@dataclass(frozen=True)
class Names:
    """Names with their boxes on a map whose corner is that of the sheet; and how many places found no room."""

    placed: tuple[tuple[Label, Box], ...]
    left_out: int

    def draw(self, sheet: Sheet, frame: Frame) -> None:
        """Write them where the map now is."""
        for label, box in self.placed:
            moved = (box[0] + frame.left, box[1] + frame.bottom, box[2] + frame.left, box[3] + frame.bottom)
            _write(sheet, label, moved)


def settle_names(frame: Frame, marks: Sequence[Mark], layers: Sequence[Layer], words: Lettering) -> Names:
    """Find room for names on a map whose corner is that of the sheet: those of the places come first."""
    most = max((mark.count for mark in marks), default=1)
    taken = [scale_box(frame, rtl=words.rtl)]
    for mark in marks:
        if mark.at and mark.area is None and not mark.disc:
            x, y = frame.point(*mark.at)
            reach = 0.8 * radius_mm(mark.count, most)
            taken.append(_around(x, y, reach))
    taken += [_around(x, y, 0.8) for x, y in _signs(frame, layers)]
    ours = list(_place_labels(frame, marks, most, words))
    wanted = ours[:MOST_LABELS] + list(_layer_labels(frame, layers, {mark.place_id for mark in marks}, words))
    placed = tuple(settle(wanted, within=frame.box.buffer(-0.4).bounds, taken=taken))
    return Names(placed, len(ours) - sum(label.style in {"place", "area"} for label, _ in placed))


def _around(x: float, y: float, reach: float) -> Box:
    return (x - reach, y - reach, x + reach, y + reach)


def _signs(frame: Frame, layers: Sequence[Layer]) -> Iterator[tuple[float, float]]:
    """Yield where the larger signs of the catalogue stand: names must leave them free."""
    for layer in layers:
        if layer.visible and layer.kind == "point" and not is_small(layer):
            for _, geometry in frame.features(layer.features):
                yield from (tuple(xy) for xy in shapely.get_coordinates(geometry).tolist())


def _write(sheet: Sheet, label: Label, box: Box) -> None:
    if label.style == "area":
        sheet.shape(
            shapely.box(*box), facecolor=to_rgba(PAPER, 0.85), edgecolor=label.colour, linewidth=0.35, zorder=89
        )
    sheet.write(
        (box[0] + box[2]) / 2, box[1] + 0.27 * label.height, label.text, SIZES[label.style], align="center",
        bold=label.style == "place", colour=INK if label.style in {"place", "area"} else label.colour,
        halo=label.style != "area",
    )  # fmt: skip


def _label(words: Lettering, text: str, at: tuple[float, float], weight: float, style: str, **more: Any) -> Label:  # noqa: ANN401 - of Label
    size, line = SIZES[style], plain(text)
    width = words.width(line, size, bold=style == "place") + (1.2 if style == "area" else 0.3)
    return Label(
        line, *at, width, points_to_mm(size) * (1.35 if style == "area" else 1.05), weight, style, rtl=words.rtl, **more
    )


def _place_labels(frame: Frame, marks: Iterable[Mark], most: int, words: Lettering) -> Iterator[Label]:
    for mark in marks:
        text, weight = f"{mark.name} {mark.count:,}", 10.0 + mark.count
        if mark.area is None and mark.at and not mark.disc:
            spot = frame.point(*mark.at)
            if frame.holds(*spot):
                yield _label(words, text, spot, weight, "place", reach=radius_mm(mark.count, most))
            continue
        spots = _spots(frame, mark)
        if spots:
            yield _label(words, text, spots[0], weight, "area", tips=tuple(spots[1:]), colour=mark.layer.style.colour)


def _spots(frame: Frame, mark: Mark) -> list[tuple[float, float]]:
    """Return where an area can be named: within what is seen of it, or at its upper edge if it lies around a place."""
    if mark.area is None:
        x, y = frame.point(*mark.at or (0, 0))
        return [(x, y + mark.accuracy_m / frame.metres_per_mm)]
    seen = shapely.intersection(shapely.make_valid(frame.paper(mark.area)), frame.box)
    if seen.is_empty:
        return []
    x0, y0, x1, y1 = seen.bounds
    if mark.kind in AROUND:
        return [((x0 + x1) / 2, y1), ((x0 + x1) / 2, y0)]
    return inner_spots(seen)


def inner_spots(area: BaseGeometry) -> list[tuple[float, float]]:
    """Return points within an area, the best first: its middle, then the middles of slices above and below it."""
    x0, y0, x1, y1 = area.bounds
    middle = area.representative_point()
    spots = [(middle.x, middle.y)]
    for share in (0.35, 0.65, 0.2, 0.8):
        y = y0 + share * (y1 - y0)
        slices = list(shapely.get_parts(area.intersection(shapely.LineString([(x0, y), (x1, y)]))))
        if slices:
            centre = max(slices, key=lambda part: part.length).centroid
            spots.append((centre.x, centre.y))
    return spots


def _layer_labels(frame: Frame, layers: Iterable[Layer], named: set[str], words: Lettering) -> Iterator[Label]:
    """Yield the names that the catalogue wants beside its features, if this much of the land is seen."""
    zoom = zoom_of(frame)
    for layer in layers:
        if layer.visible and layer.kind in DRAWN and layer.label_zooms[0] <= zoom < layer.label_zooms[1]:
            for feature, geometry in frame.features(layer.features):
                label, names = feature["properties"]["label"], feature["properties"]["names"]
                text = words.pick(names) if label == "names" else label
                seen = shapely.intersection(shapely.make_valid(geometry), frame.box)
                if text and feature["id"] not in named and not seen.is_empty:
                    yield from _feature_label(frame, layer, text, seen, words)


def _feature_label(frame: Frame, layer: Layer, text: str, seen: BaseGeometry, words: Lettering) -> Iterator[Label]:
    """Yield the name of a feature, if enough of it is seen, and it is not the land that fills most of the map."""
    colour = ADMIN if layer.kind == "area" else layer.style.colour
    if layer.kind == "point":
        style, weight, reach = ("station", 0.2, 0.5) if is_small(layer) else ("site", 1.0, 1.2)
        yield _label(words, text, (seen.centroid.x, seen.centroid.y), weight, style, reach=reach, colour=colour)
    elif layer.kind == "line":
        part = max(shapely.get_parts(seen), key=lambda part: part.length)
        middle = part.interpolate(0.5, normalized=True)
        if part.length > LEAST_LINE_MM:
            yield _label(words, text, (middle.x, middle.y), 0.3, "site", reach=1.6, colour=darker(colour))
    elif LEAST_AREA_MM2 < seen.area < MOST_SHARE * frame.box.area:
        spots = inner_spots(seen)
        yield _label(words, text, spots[0], 0.5, "admin", tips=tuple(spots[1:]), colour=colour)


def darker(colour: str) -> str:
    """Return a colour that letters can be read in: with two fifths of ink in it."""
    own, ink = np.array(to_rgb(colour)), np.array(to_rgb(INK))
    red, green, blue = (0.6 * own + 0.4 * ink).tolist()
    return to_hex((red, green, blue))


def zoom_of(frame: Frame) -> float:
    """Return the zoom of a page that shows as much land on a screen of 1,000 pixels."""
    metres_per_pixel = frame.width * frame.metres_per_mm / SCREEN_PIXELS
    return math.log2(EQUATOR_M / 256 * math.cos(math.radians(frame.latitude())) / metres_per_pixel)
