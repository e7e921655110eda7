"""Mentions along the corridor -> a strip of bars, one a stretch: below the map of a figure, or a figure of its own.

West is at the left in every language, as on the map above it.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.colors import to_rgba

from disputemap.outputs import writing
from disputemap.render.lettering import LINE, Lettering
from disputemap.render.sheet import GREY, INK, PAPER, Sheet, check_format, drawing, points_to_mm

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from disputemap.corridors.model import Sector

STRIP_MM = 32.5  # its height
BARS_MM, SECTORS_MM, AXIS_MM, SCALE_MM = 15.0, 3.6, 6.6, 7.0
EDGE_MM = 5.0
HEAD, SIZE, SMALL = 6.2, 5.4, 5.0
COLOUR, LINE_COLOUR = "#b2470c", "#5b2c8a"
KINDS = ("literal", "associative", "areal")
TICKS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_TICKS = 12


def strip(  # noqa: PLR0913 - one a choice
    profile: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    sectors: Sequence[Sector] = (),
    lang: str = "en",
    title: str = "",
    width_mm: float = 180.0,
) -> None:
    """Write the strip of a profile as a figure of its own; the name of the file says the format (svg, png, pdf).

    Parameters
    ----------
    profile
        What :func:`disputemap.profile.profile` returns: a row for each stretch, `from_km`, `to_km`, and the numbers
        `literal`, `associative` and `areal`.
    path
        The file to write.
    sectors
        Of the corridor: their names are written below the bars.
    title
        Heading; empty says what is counted.

    Raises
    ------
    InputError
        If the file cannot be written, or its name ends in no format of figures.
    """
    form = check_format(Path(path).suffix.removeprefix(".").lower())
    words = Lettering(lang)
    with drawing():
        heading = words.wrap(title, width_mm - 2 * EDGE_MM, HEAD + 3, bold=True, most=2) if title else []
        top = len(heading) * points_to_mm(HEAD + 3) * LINE + (2.0 if heading else 0.0)
        sheet = Sheet(width_mm, STRIP_MM + top + 2 * EDGE_MM, words)
        start, line_mm = width_mm - EDGE_MM if words.rtl else EDGE_MM, points_to_mm(HEAD + 3) * LINE
        for number, line in enumerate(heading, start=1):
            sheet.write(start, sheet.height - EDGE_MM - number * line_mm + 1, line, HEAD + 3, bold=True)
        draw_strip(
            sheet, profile, sectors, left=EDGE_MM, top=sheet.height - EDGE_MM - top, width=width_mm - 2 * EDGE_MM
        )
        said = title or _heading(profile, words)
        content = sheet.bytes(form, title=said, description=described(profile, words))
    with writing(Path(path)) as file:
        file.write(content)


def described(profile: pd.DataFrame, words: Lettering) -> str:
    """Return the numbers of a profile in words, empty stretches left out."""
    said = [
        f"{row.from_km:g}-{row.to_km:g}: {row.literal} + {row.associative} + {row.areal}"
        for row in profile.itertuples()
        if row.literal or row.associative or row.areal
    ]
    kinds = " + ".join(words.word(f"strip.{kind}") for kind in KINDS)
    return f"{words.word('strip.km')} ({kinds}): {'; '.join(said) or words.word('strip.none')}"


def draw_strip(  # noqa: PLR0913 - what it shows, and where
    sheet: Sheet, profile: pd.DataFrame, sectors: Sequence[Sector], *, left: float, top: float, width: float
) -> None:
    """Draw the strip of a profile on a sheet, from its upper left corner."""
    words = sheet.words
    _draw_head(sheet, profile, left=left, top=top, width=width)
    bars_left = left + (1.0 if words.rtl else SCALE_MM)
    bars = _Bars(sheet, profile, bars_left, top - 6.5 - BARS_MM, width - SCALE_MM - 1.0)
    bars.draw_scale()
    bars.draw()
    bars.draw_sectors(sectors)
    bars.draw_axis()


def _heading(profile: pd.DataFrame, words: Lettering) -> str:
    step = float((profile["to_km"] - profile["from_km"]).max()) if len(profile) else 10.0
    return words.word("strip.title", step=f"{step:g}")


def _draw_head(sheet: Sheet, profile: pd.DataFrame, *, left: float, top: float, width: float) -> None:
    """Write what is counted, and at the other end which bar means what."""
    words = sheet.words
    start, end, inward = (left + width, left, -1) if words.rtl else (left, left + width, 1)
    base = top - points_to_mm(HEAD)
    sheet.write(start, base, _heading(profile, words), HEAD, bold=True, prose=True)
    x = end
    for kind in reversed(KINDS):
        text = words.word(f"strip.{kind}")
        sheet.write(x, base, text, SIZE, align="end", prose=True)
        x -= inward * (words.width(text, SIZE) + 1.0)
        sheet.shape(shapely.box(min(x, x - inward * 3), base - 0.2, max(x, x - inward * 3), base + 1.6), **_fill(kind))
        x -= inward * 6.0


def _fill(kind: str) -> dict[str, Any]:
    if kind == "literal":
        return {"facecolor": to_rgba(COLOUR, 0.85), "edgecolor": COLOUR, "linewidth": 0.4}
    if kind == "associative":
        return {"facecolor": PAPER, "edgecolor": COLOUR, "linewidth": 0.6}
    return {
        "facecolor": PAPER,
        "edgecolor": to_rgba(GREY, 0.8),
        "linewidth": 0.4,
        "hatch": "/" * 8,
        "hatch_linewidth": 0.3,
    }


class _Bars:
    """The bars and their two scales; `left` and `bottom` are their corner on the sheet."""

    def __init__(self, sheet: Sheet, profile: pd.DataFrame, left: float, bottom: float, width: float) -> None:
        self.sheet, self.profile = sheet, profile
        self.left, self.bottom, self.width = left, bottom, width
        self.edges = profile[["from_km", "to_km"]].to_numpy(dtype=float)
        self.first = float(profile["from_km"].min()) if len(profile) else 0.0
        self.last = float(profile["to_km"].max()) if len(profile) else 1.0
        self.counts = profile[list(KINDS)].to_numpy(dtype=float)
        self.step = _step(float(self.counts.sum(axis=1).max(initial=0.0)))
        self.most = self.step * max(1, math.ceil(self.counts.sum(axis=1).max(initial=0.0) / self.step))

    def x(self, km: float) -> float:
        """Return where a kilometre lies on the sheet."""
        return self.left + (km - self.first) / (self.last - self.first) * self.width

    def draw(self) -> None:
        """Draw a bar for each stretch: literal below, associative and areal on top of it."""
        for (start, end), counts in zip(self.edges.tolist(), self.counts, strict=True):
            y = self.bottom
            for kind, count in zip(KINDS, counts, strict=True):
                if count:
                    high = BARS_MM * count / self.most
                    bar = shapely.box(self.x(start) + 0.15, y, self.x(end) - 0.15, y + high)
                    self.sheet.shape(bar, title=f"km {start:g}-{end:g}: {count:g}", zorder=5, **_fill(kind))
                    y += high
        if not self.counts.sum():
            middle, text = self.left + self.width / 2, self.sheet.words.word("strip.none")
            self.sheet.write(middle, self.bottom + BARS_MM / 2, text, SIZE, align="center", colour=GREY)

    def draw_scale(self) -> None:
        """Draw what the height of bars means, at the side where reading begins."""
        rtl = self.sheet.words.rtl
        for count in np.arange(0, self.most + self.step / 2, self.step):
            y = self.bottom + BARS_MM * count / self.most
            line = shapely.LineString([(self.left, y), (self.left + self.width, y)])
            self.sheet.shape(line, edgecolor="#dcdedf" if count else GREY, linewidth=0.4, zorder=2 if count else 6)
            x = self.left + self.width + 1.0 if rtl else self.left - 1.0
            self.sheet.write(x, y - 0.6, f"{count:,.0f}", SMALL, align="end", colour=GREY)

    def draw_sectors(self, sectors: Sequence[Sector]) -> None:
        """Write the names of the sectors below the bars, each as long as it is."""
        bottom = self.bottom - 0.7 - SECTORS_MM
        for number, sector in enumerate(sectors):
            start, end = max(self.first, sector.from_km), min(self.last, sector.to_km)
            if start >= end:
                continue
            box = shapely.box(self.x(start), bottom, self.x(end), bottom + SECTORS_MM)
            shade = to_rgba(LINE_COLOUR, 0.10 if number % 2 else 0.2)
            self.sheet.shape(box, facecolor=shade, edgecolor=PAPER, linewidth=0.6, zorder=2)
            name = self.sheet.words.cut(
                self.sheet.words.pick(dict(sector.names)), self.x(end) - self.x(start) - 0.6, SMALL
            )
            self.sheet.write(self.x((start + end) / 2), bottom + 1.1, name, SMALL, align="center", colour=LINE_COLOUR)

    def draw_axis(self) -> None:
        """Write kilometres below all."""
        top = self.bottom - 0.7 - SECTORS_MM
        for km in self._ticks():
            line = shapely.LineString([(self.x(km), top), (self.x(km), top - 0.9)])
            self.sheet.shape(line, edgecolor=GREY, linewidth=0.4)
            self.sheet.write(self.x(km), top - 3.0, f"{km:g}", SMALL, align="center", colour=GREY)
        words = self.sheet.words
        middle, text = self.left + self.width / 2, words.word("strip.km")
        self.sheet.write(middle, top - 5.6, text, SMALL, align="center", colour=INK, prose=True)

    def _ticks(self) -> Iterator[float]:
        every = next((km for km in TICKS_KM if (self.last - self.first) / km <= MOST_TICKS), TICKS_KM[-1])
        yield from (float(km) for km in range(math.ceil(self.first), math.floor(self.last) + 1) if km % every == 0)


def _step(most: float) -> int:
    """Return a round number that goes into the longest bar two to five times.

    Examples
    --------
    >>> _step(1), _step(7), _step(42), _step(0)
    (1, 2, 10, 1)
    """
    if most <= 3:  # noqa: PLR2004 - each its own line
        return 1
    ten = 10 ** math.floor(math.log10(most / 3))
    return int(next(nice * ten for nice in (1, 2, 5, 10) if most / (nice * ten) <= 5))  # noqa: PLR2004 - lines
