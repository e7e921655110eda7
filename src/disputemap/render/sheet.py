"""A sheet of paper in millimetres, from its lower left corner, and its way into SVG, PNG or PDF, with the same bytes.

Letters become outlines in SVG, so that it looks the same where a font is missing; what they say is kept beside them in
`<title>`, which screen readers read and browsers show.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, Literal, get_args

import matplotlib as mpl
import matplotlib.style
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from disputemap.errors import InputError
from disputemap.render.lettering import MM_PER_POINT, Lettering, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from shapely.geometry.base import BaseGeometry

Format = Literal["svg", "png", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
INK, PAPER, GREY, FAINT = "#22262a", "#ffffff", "#6b7075", "#b9b3a6"
DPI = 200
MM_PER_INCH = 25.4
_STYLE: dict[str, Any] = {
    "svg.hashsalt": "disputemap",  # ids of clips and hatches come from what they are, not from chance
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "lines.scale_dashes": False,
    "text.hinting": "none",
    "text.usetex": False,
    "text.parse_math": False,
    "path.simplify": False,
}
_LONG = re.compile(r"-?\d+\.\d{3,}")
_PATH = re.compile(r' d="([^"]*)"')
_TITLED = re.compile(r'<g id="t(\d+)"([^>]*)>')
_ID = re.compile(r'<g id="[^"]*"')
_COMMENT = re.compile(r"[ \t]*<!--.*?-->\n?", re.DOTALL)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with Matplotlib's own settings and ours, whatever the user's are."""
    with mpl.style.context("default"), mpl.rc_context(_STYLE):  # type: ignore[arg-type]  # names are literals there
        yield


def check_format(form: str) -> Format:
    """Return a format that figures have.

    Raises
    ------
    InputError
        If it is none.
    """
    for known in FORMATS:
        if form == known:
            return known
    message = f"figure: format {form!r} is unknown; use one of {', '.join(FORMATS)}"
    raise InputError(message)


class Sheet:
    """Paper to draw on; y grows upwards.

    Parameters
    ----------
    width, height
        In millimetres.
    words
        The language that is written in; texts begin at the right where it does.
    """

    def __init__(self, width: float, height: float, words: Lettering) -> None:
        self.width, self.height, self.words = width, height, words
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()
        self.titles: list[str] = []

    def add(self, artist: Artist, *, title: str = "", clip: PathPatch | None = None) -> None:
        """Put something on the sheet; `title` is what it is, for those who cannot see it."""
        if title:
            artist.set_gid(f"t{len(self.titles)}")
            self.titles.append(title)
        self.axes.add_artist(artist)
        artist.set_clip_path(clip)
        artist.set_clip_on(clip is not None)

    def shape(self, geometry: BaseGeometry, *, title: str = "", clip: PathPatch | None = None, **style: Any) -> None:  # noqa: ANN401 - of Matplotlib
        """Draw a geometry whose coordinates are millimetres."""
        path = to_path(geometry)
        if path.codes is not None:
            self.add(PathPatch(path, **({"facecolor": "none", "linewidth": 0.0} | style)), title=title, clip=clip)

    def write(  # noqa: PLR0913 - one a choice
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, colour: str = INK,
        align: str = "start", halo: bool = False, zorder: float = 90.0, rotation: float = 0.0, prose: bool = False,
    ) -> None:  # fmt: skip
        """Write one line, its baseline at `y`, from `x` on (`start`), around it (`center`) or up to it (`end`).

        A name runs as its first letter does, `prose` as the language of the sheet.
        """
        line = plain(text)
        if not line:
            return
        said, line = line, (self.words.mark if prose else "") + line
        sides = {"start": "left", "end": "right"} if not self.words.rtl else {"start": "right", "end": "left"}
        style = self.words.style(size, bold=bold) | {
            "ha": sides.get(align, align), "va": "baseline", "rotation": rotation, "rotation_mode": "anchor",
        }  # fmt: skip
        if halo:
            around = Text(x, y, line, color=PAPER, zorder=zorder, **style)
            around.set_path_effects([Stroke(linewidth=1.5, foreground=PAPER, alpha=0.85, joinstyle="round")])
            self.add(around)
        self.add(Text(x, y, line, color=colour, zorder=zorder + 0.1, **style), title=said)

    def bytes(self, form: Format, *, title: str, description: str) -> bytes:
        """Return the sheet as a file."""
        told = {
            "svg": {"Date": None, "Creator": "disputemap"},
            "pdf": {"CreationDate": None, "Creator": "disputemap", "Producer": "Matplotlib", "Title": plain(title)},
            "png": {"Software": "disputemap", "Title": plain(title), "Description": plain(description)},
        }[form]
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format=form, dpi=DPI, metadata=told, facecolor=PAPER)
        if form != "svg":
            return buffer.getvalue()
        return _named(buffer.getvalue().decode(), self.titles, plain(title), plain(description)).encode()


def to_path(geometry: BaseGeometry) -> Path:
    """Return the lines and rings of a geometry as one path; points are left out, holes turn the other way."""
    rings = list(_rings(shapely.orient_polygons(geometry)))
    if not rings:
        return Path(np.empty((0, 2)))
    codes = []
    for ring in rings:
        code = np.full(len(ring.coords), Path.LINETO, dtype=Path.code_type)
        code[0] = Path.MOVETO
        if ring.geom_type == "LinearRing":
            code[-1] = Path.CLOSEPOLY
        codes.append(code)
    return Path(np.concatenate([shapely.get_coordinates(ring) for ring in rings]), np.concatenate(codes))


def _rings(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(geometry).ravel():
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            yield from (part.exterior, *part.interiors)
        elif part.geom_type in {"LineString", "LinearRing"}:
            yield part
        elif part.geom_type != "Point":
            yield from _rings(part)


def circle(x: float, y: float, radius: float) -> BaseGeometry:
    """Return a circle, fine enough for paper."""
    return shapely.Point(x, y).buffer(radius, quad_segs=16)


def points_to_mm(points: float) -> float:
    """Return a length in points as millimetres."""
    return points * MM_PER_POINT


def _named(svg: str, titles: list[str], title: str, description: str) -> str:
    """Return the SVG with what its parts are, numbers cut to what is seen, and no ids that two figures would share."""
    svg = _COMMENT.sub("", svg)
    svg = _PATH.sub(lambda found: f' d="{_LONG.sub(_short, found[1])}"', svg)
    svg = _TITLED.sub(lambda found: f"<g{found[2]}><title>{escape(titles[int(found[1])])}</title>", svg)
    svg = _ID.sub("<g", svg)
    start = svg.index(">", svg.index("<svg "))
    told = [
        f' role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(description)}</desc>",
    ]
    return svg[:start] + "\n ".join(told) + svg[start + 1 :]


def _short(found: re.Match[str]) -> str:
    return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
