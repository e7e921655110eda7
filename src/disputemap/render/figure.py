"""mentions + GeoData -> one figure for a report: the map, its legend, a strip along the corridor, and what it rests on.

It draws what the page draws, from the same `MapData` and the same catalogue of layers, in the metric projection of the
data package. The same input gives the same bytes, where the same fonts are installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.patches import PathPatch

from disputemap.corridors import load_corridor
from disputemap.errors import InputError
from disputemap.geodata import load_geodata
from disputemap.outputs import writing
from disputemap.profile import profile
from disputemap.render.figuremap import draw_edge, draw_layers, draw_marks
from disputemap.render.figurenames import Names, settle_names
from disputemap.render.framing import Frame
from disputemap.render.legend import Legend, draw_legend, legend_of
from disputemap.render.lettering import LINE, Lettering
from disputemap.render.marks import MODES, Mark, Mode, Tally, marks_of, tally
from disputemap.render.notes import description, notes, subtitle
from disputemap.render.payload import map_data
from disputemap.render.sheet import GREY, INK, Sheet, check_format, drawing, points_to_mm, to_path
from disputemap.render.strip import STRIP_MM, draw_strip

if TYPE_CHECKING:
    import os

    import pandas as pd

    from disputemap.corridors.model import Sector
    from disputemap.geodata import GeoData
    from disputemap.render.payload import MapData

LANGUAGES = ("en", "ar", "ckb")
WIDTH_MM, LEAST_MM, MOST_MM = 180.0, 100.0, 600.0
EDGE_MM, LEGEND_MM, GUTTER_MM = 5.0, 50.0, 5.0
DEGREES_MM = 4.0  # room for the degrees beside the frame
TITLE, SUBTITLE, NOTE = 11.0, 7.0, 5.3
WGS84 = "EPSG:4326"


def figure(  # noqa: PLR0913 - one a choice
    mentions: pd.DataFrame,
    *,
    geodata: GeoData | None = None,
    lang: str = "en",
    title: str | None = None,
    mode: Mode = "literal",
    format: str = "svg",  # noqa: A002 - as Matplotlib and pandas call it
    strip: bool = True,
    width_mm: float = WIDTH_MM,
) -> bytes:
    """Return a figure of mentions.

    Parameters
    ----------
    mentions
        What `geoparse` returns: n rows, one a mention.
    geodata
        The data package that they were placed with; None means the one in use.
    lang
        `en`, `ar` or `ckb`; Arabic and Sorani run from right to left, and the legend stands on the other side.
    title
        Heading; None takes the one of the data package. It is text: no formula, no markup.
    mode
        Which mentions count: `literal`, `associative` or `both`.
    format
        `svg`, `png` (200 dots an inch) or `pdf`.
    strip
        Whether the number of mentions along the corridor is drawn below the map.
    width_mm
        Width of the paper, in millimetres; its height follows from what is drawn.

    Raises
    ------
    InputError
        If a choice is unknown, or the width is none.
    GazetteerError
        If the data package cannot be read.
    """
    opened = geodata or load_geodata()
    check_choices(lang=lang, mode=mode, width_mm=width_mm)
    checked = check_format(format)
    data = map_data(mentions, opened, title=title or "", lang=lang)
    along = _along(mentions, opened, mode) if strip and "centreline" in opened.resources else None
    with drawing():
        plan = _plan(data, opened, Lettering(lang), mode, width_mm, along)
        told = description(data, plan.words, plan.marks)
        return _drawn(plan).bytes(checked, title=plan.title, description=told)


def format_of(path: str | os.PathLike[str]) -> str:
    """Return the format that the name of a file asks for.

    Raises
    ------
    InputError
        If it ends in none that figures have.
    """
    return check_format(Path(path).suffix.removeprefix(".").lower())


def save_figure(content: bytes, path: str | os.PathLike[str]) -> None:
    """Write a figure; a reader sees the whole old file or the whole new one."""
    with writing(Path(path)) as file:
        file.write(content)


def check_choices(*, lang: str, mode: str, width_mm: float) -> None:
    """Refuse what no figure has, before the work.

    Raises
    ------
    InputError
        If a choice is unknown, or the width is none.
    """
    for what, found, known in (("language", lang, LANGUAGES), ("mode", mode, MODES)):
        if found not in known:
            message = f"figure: {what} {found!r} is unknown; use one of {', '.join(known)}"
            raise InputError(message)
    if not LEAST_MM <= width_mm <= MOST_MM:
        message = f"figure: a width of {width_mm:g} mm is none for a figure; use {LEAST_MM:g} to {MOST_MM:g}"
        raise InputError(message)


@dataclass(frozen=True)
class Along:
    """What the strip below the map shows: numbers by stretch, and the sectors of the corridor."""

    profile: pd.DataFrame
    sectors: tuple[Sector, ...]


def _along(mentions: pd.DataFrame, geodata: GeoData, mode: Mode) -> Along:
    corridor = load_corridor(geodata)
    return Along(profile(mentions, corridor, role=None if mode == "both" else mode), corridor.sectors)


@dataclass(frozen=True)
class Plan:
    """A figure before it is drawn: what it shows and how wide each part is."""

    data: MapData
    words: Lettering
    mode: Mode
    marks: tuple[Mark, ...]
    beyond: tuple[Mark, ...]
    counted: Tally
    frame: Frame
    legend: Legend
    names: Names
    along: Along | None
    width: float
    claim: str

    @property
    def title(self) -> str:
        """The heading."""
        return self.data.title or self.words.pick(self.data.words["captions"].get("title"))

    @property
    def inner(self) -> float:
        """The width between the edges."""
        return self.width - 2 * EDGE_MM


def _plan(  # noqa: PLR0913, PLR0917 - what a plan is made of
    data: MapData, geodata: GeoData, words: Lettering, mode: Mode, width: float, along: Along | None
) -> Plan:
    crs = str(geodata.settings.get("metric_crs", WGS84))
    counted = tally(data)
    marks = marks_of(data, counted, mode=mode, crs=crs, words=words)
    map_width = width - 2 * EDGE_MM - LEGEND_MM - GUTTER_MM - DEGREES_MM
    frame = Frame.of(data.view, crs, width=map_width)
    shown = tuple(mark for mark in marks if _is_shown(mark, frame))
    beyond = tuple(mark for mark in marks if not _is_shown(mark, frame))
    legend = legend_of(data.layers, shown, frame, words, width=LEGEND_MM, groups=data.words["captions"])
    names = settle_names(frame, shown, data.layers, words)
    claim = str(geodata.settings.get("claim", ""))
    return Plan(data, words, mode, shown, beyond, counted, frame, legend, names, along, width, claim)


def _is_shown(mark: Mark, frame: Frame) -> bool:
    """Tell whether a place lies in the frame at least in part, and is not so large that only its inside would show."""
    window = frame.window
    if mark.area is not None:
        return bool(mark.area.intersects(window) and mark.area.area < window.area)
    return mark.at is not None and frame.holds(*frame.point(*mark.at))


def _drawn(plan: Plan) -> Sheet:
    words = plan.words
    heading = words.wrap(plan.title, plan.inner, TITLE, bold=True, most=3)
    below = words.wrap(subtitle(plan.data, words), plan.inner, SUBTITLE, most=2)
    top = len(heading) * points_to_mm(TITLE) * LINE + len(below) * points_to_mm(SUBTITLE) * LINE + 2.0
    body = max(plan.frame.height + DEGREES_MM, plan.legend.height)
    along = STRIP_MM + 2.5 if plan.along else 0.0
    lines = _notes(plan)
    foot = len(lines) * points_to_mm(NOTE) * LINE + 2.0
    sheet = Sheet(plan.width, top + body + along + foot + 2 * EDGE_MM, words)
    y = _paragraph(sheet, heading, TITLE, sheet.height - EDGE_MM, bold=True)
    _paragraph(sheet, below, SUBTITLE, y, colour=GREY)
    _draw_body(sheet, plan, top=sheet.height - EDGE_MM - top)
    if plan.along:
        where = {"left": EDGE_MM, "top": EDGE_MM + foot + along - 1.0, "width": plan.inner}
        draw_strip(sheet, plan.along.profile, plan.along.sectors, **where)
    _paragraph(sheet, lines, NOTE, EDGE_MM + foot - 2.0, colour=GREY)
    return sheet


def _notes(plan: Plan) -> list[str]:
    told = notes(
        plan.data, plan.counted, plan.words, marks=plan.marks, beyond=plan.beyond, mode=plan.mode,
        unnamed=plan.names.left_out, crs=plan.frame.crs, claim=plan.claim,
    )  # fmt: skip
    return [line for text in told for line in plan.words.wrap(text, plan.inner, NOTE)]


def _paragraph(  # noqa: PLR0913 - how it is written
    sheet: Sheet, lines: list[str], size: float, top: float, *, bold: bool = False, colour: str = INK
) -> float:
    """Write lines downwards from `top`; return where they end."""
    x = sheet.width - EDGE_MM if sheet.words.rtl else EDGE_MM
    for line in lines:
        sheet.write(x, top - points_to_mm(size), line, size, bold=bold, colour=colour, prose=True)
        top -= points_to_mm(size) * LINE
    return top


def _draw_body(sheet: Sheet, plan: Plan, *, top: float) -> None:
    rtl = plan.words.rtl
    left = EDGE_MM + DEGREES_MM + (LEGEND_MM + GUTTER_MM if rtl else 0.0)
    frame = plan.frame.moved(left, top - plan.frame.height)
    clip = PathPatch(to_path(frame.box), transform=sheet.axes.transData)
    draw_layers(sheet, frame, plan.data.layers, clip)
    draw_marks(sheet, frame, plan.marks, plan.data.layers, clip)
    draw_edge(sheet, frame)
    plan.names.draw(sheet, frame)
    legend_left = EDGE_MM if rtl else sheet.width - EDGE_MM - LEGEND_MM
    draw_legend(sheet, plan.legend, left=legend_left, top=top, width=LEGEND_MM)
