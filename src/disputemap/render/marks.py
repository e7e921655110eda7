"""MapData -> marks: the places of a figure with how often each is named, in the metric projection."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from shapely.geometry import shape

from disputemap.crs import project
from disputemap.layers import Layer, matches
from disputemap.render.assets import page_words
from disputemap.render.lettering import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shapely.geometry.base import BaseGeometry

    from disputemap.render.lettering import Lettering
    from disputemap.render.payload import MapData

Mode = Literal["literal", "associative", "both"]
MODES: tuple[Mode, ...] = ("literal", "associative", "both")
AREAS = re.compile(r"adm|country|region")  # the features that are divisions of land
ROUGH_M = 10_500  # the largest city reaches 10 km from its middle
NAME_LENGTH = 48
WINDS, TURN = 45, 360


@dataclass(frozen=True)
class Mark:
    """A place that is drawn: `at` and `area` are in metres of the metric projection, None where not known.

    `literal` and `associative` are the numbers counted under the mode; `disc` means that the position alone is known,
    and roughly, so that the circle of `accuracy_m` is drawn.
    """

    place_id: str
    name: str
    layer: Layer
    literal: int
    associative: int
    area: BaseGeometry | None
    at: tuple[float, float] | None
    accuracy_m: float
    disc: bool = False
    kind: str = ""

    @property
    def count(self) -> int:
        """How often it is named."""
        return self.literal + self.associative

    @property
    def extent(self) -> float:
        """How large it is, in square metres: small ones are drawn above large ones."""
        if self.area is not None:
            return float(self.area.area)
        return 3.14 * self.accuracy_m**2 if self.disc else 0.0


@dataclass(frozen=True)
class Tally:
    """How often each item is named, by role; and what the count leaves out."""

    roles: dict[str, Counter[str]]
    documents: int
    unplaced: int


def tally(data: MapData) -> Tally:
    """Count the mentions of a map by item and role; the areas of a chain do not count, as everywhere."""
    rows = data.rows
    counting = (rows.item >= 0) & (rows.area_of < 0)
    numbers = [np.bincount(rows.item[counting & (rows.role == code)], minlength=len(rows.items)) for code in (0, 1)]
    pairs = zip(rows.items, *(number.tolist() for number in numbers), strict=True)
    roles = {item: Counter(dict(zip(MODES, counts, strict=False))) for item, *counts in pairs}
    return Tally(roles, len(rows.coded("doc").distinct), int((rows.item < 0).sum()))


def marks_of(data: MapData, counted: Tally, *, mode: Mode, crs: str, words: Lettering) -> tuple[Mark, ...]:
    """Return the places that count under a mode, most named first.

    Parameters
    ----------
    crs
        The metric projection that figures are drawn in.
    words
        Who writes the names.
    """
    layers = [layer for layer in data.layers if layer.kind == "places"]
    found = _told_apart(list(_marks(data, counted.roles, mode, crs, words, layers)), data, words)
    return tuple(sorted(found, key=lambda mark: (-mark.count, mark.name, mark.place_id)))


def _told_apart(marks: list[Mark], data: MapData, words: Lettering) -> list[Mark]:
    """Return marks of which areas say what they are, where another place has the same name."""
    often = Counter(mark.name for mark in marks)
    kinds = {place["place_id"]: words.pick(data.words["features"].get(place["feature"])) for place in data.places}
    return [
        replace(mark, name=f"{mark.name} ({kinds[mark.place_id]})")
        if often[mark.name] > 1 and mark.area is not None and kinds[mark.place_id] else mark
        for mark in marks
    ]  # fmt: skip


def _marks(  # noqa: PLR0913, PLR0917 - what a mark is made of
    data: MapData, roles: dict[str, Counter[str]], mode: Mode, crs: str, words: Lettering, layers: Iterable[Layer]
) -> Iterator[Mark]:
    names = {place["place_id"]: place["names"] for place in data.places if place["names"]}
    names |= {place_id: other["names"] for place_id, other in data.others.items()}
    for place in data.places:
        count = roles.get(place["place_id"], Counter())
        literal, associative = (count[role] if mode in (role, "both") else 0 for role in MODES[:2])
        layer = next((layer for layer in layers if matches(layer.where, place)), None)
        if not literal + associative or layer is None:
            continue
        area, at = _where(place, crs)
        relative = place.get("relative") or {}
        kind, rough = relative.get("kind", ""), place.get("accuracy_m") or 0.0
        yield Mark(
            place_id=place["place_id"], name=_name(place, names, words), layer=layer, literal=literal,
            associative=associative, area=area, at=at, accuracy_m=rough, kind=kind,
            disc=area is None and at is not None and kind != "offset"
            and (bool(AREAS.match(place["feature"])) or rough > ROUGH_M),
        )  # fmt: skip


def _where(place: dict[str, Any], crs: str) -> tuple[BaseGeometry | None, tuple[float, float] | None]:
    area = project(shape(place["geometry"]), crs) if place.get("geometry") else None
    if area is not None and not shapely.is_valid(area):
        area = shapely.make_valid(area)
    if place.get("lon") is None:
        return area, None
    point = project(shapely.Point(place["lon"], place["lat"]), crs)
    return area, (point.x, point.y)


def _name(place: dict[str, Any], names: dict[str, dict[str, str]], words: Lettering) -> str:
    relative = place.get("relative")
    text = plain(_relative_name(place["feature"], relative, names, words) if relative else words.pick(place["names"]))
    return text if len(text) <= NAME_LENGTH else text[: NAME_LENGTH - 1] + "…"


def _relative_name(feature: str, said: dict[str, Any], names: dict[str, dict[str, str]], words: Lettering) -> str:
    """Return "South of X" and the like, as the page words it."""
    anchors = [words.pick(names.get(anchor, {"en": anchor})) for anchor in said["anchors"]]
    kind, bearing, metres = said["kind"], said.get("bearing_deg"), said.get("distance_m")
    form = "part" if kind == "sector" and AREAS.match(feature) else "reach" if kind == "near" and metres else kind
    wind = None if bearing is None else page_words()[f"wind.{round(bearing / WINDS) * WINDS % TURN}"]
    texts = {
        "x": anchors[0], "y": anchors[-1], "n": said.get("name", ""), "w": words.pick(wind),
        "d": f"{metres / 1000:,.{0 if metres >= 9950 else 1}f} {words.word('unit.km')}" if metres else "",  # noqa: PLR2004 - as the page
    }  # fmt: skip
    pattern = words.pick(page_words().get(f"relative.{form}", {"en": "{x}"}))
    text = re.sub(r"\{(\w)\}", lambda found: texts.get(found[1], ""), pattern)
    return text[:1].upper() + text[1:]
