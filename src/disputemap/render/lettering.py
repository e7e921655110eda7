"""Texts of figures: fonts, what they can show, how wide it is, where it breaks.

No text of a document or a title is a formula here, a control or anything but letters: Matplotlib's mathtext and TeX are
off, and what a font lacks is shown as a replacement character.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.ft2font import FT2Font

FAMILIES = ("Noto Sans", "Noto Sans Arabic", "DejaVu Sans")  # the last comes with Matplotlib
RTL = ("ar", "ckb")
MM_PER_POINT = 25.4 / 72
LINE = 1.32  # from one baseline to the next, in font sizes
ELLIPSIS = "…"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
MARKS = 3  # on one letter; more are noise that would cover the map
TURNS = {
    "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
SCALE = 4  # widths are measured at four times 72 dots an inch


@cache
def figure_words() -> dict[str, dict[str, str]]:
    """Return the words of figures, by key and language."""
    return dict(json.loads((files("disputemap.render") / "figure.json").read_text(encoding="utf-8")))


@cache
def families() -> list[str]:
    """Return the families of `FAMILIES` that this machine has; each takes over the letters that those before lack."""
    known = set(fontManager.get_font_names())
    return [name for name in FAMILIES if name in known]


@cache
def _fonts() -> tuple[FT2Font, ...]:
    return tuple(get_font(fontManager.findfont(FontProperties(family=name))) for name in families())


@cache
def _known(char: str) -> bool:
    return any(font.get_char_index(ord(char)) for font in _fonts())


def plain(text: str) -> str:
    r"""Return a text as a figure shows it: one line, signs that turn its direction told, what no font has replaced.

    Examples
    --------
    >>> plain("a\tb\u202ec"), plain("x\x00y\ud800")
    ('a b⟦RLO⟧c', 'x�y�')
    """
    line = "".join(f"⟦{TURNS[char]}⟧" if char in TURNS else char for char in " ".join(text.split()))
    shown, marks = [], 0
    for char in line:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind == "Cf" or marks > MARKS:
            if char == "\u200c":  # keeps Sorani letters apart, and has no shape
                shown.append(char)
            continue
        shown.append(char if char == " " or (kind not in ("Cc", "Cs", "Cn", "Co") and _known(char)) else UNKNOWN)
    return "".join(shown)


@dataclass(frozen=True)
class Lettering:
    """What writes in one language. Sizes are in points, widths in millimetres."""

    lang: str

    @property
    def rtl(self) -> bool:
        """Whether lines begin at the right."""
        return self.lang in RTL

    @property
    def mark(self) -> str:
        """The sign without a shape that lets a line run as the language does, whatever it begins with."""
        return "\u200f" if self.rtl else "\u200e"

    @cached_property
    def _renderer(self) -> RendererAgg:
        canvas: Any = FigureCanvasAgg(Figure(dpi=72 * SCALE))  # Matplotlib leaves its methods untyped
        renderer: RendererAgg = canvas.get_renderer()
        return renderer

    def style(self, size: float, *, bold: bool = False) -> dict[str, Any]:
        """Return what every `Text` is made with; its text is never taken for a formula."""
        font = FontProperties(family=families(), size=size, weight="bold" if bold else "normal")
        return {"fontproperties": font, "parse_math": False, "usetex": False}

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a line is."""
        font = self.style(size, bold=bold)["fontproperties"]
        renderer: Any = self._renderer
        width, _, _ = renderer.get_text_width_height_descent(text, font, ismath=False)
        return float(width) / SCALE * MM_PER_POINT

    def wrap(self, text: str, width: float, size: float, *, bold: bool = False, most: int = 99) -> list[str]:
        """Break a text between words into lines, the last of at most `most` ending in an ellipsis if it must."""
        lines, ahead = [""], plain(text).split(" ")
        for word in ahead:
            longer = f"{lines[-1]} {word}".strip()
            if not lines[-1] or self.width(longer, size, bold=bold) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        kept = lines[:most]
        if len(lines) > most:
            kept[-1] += f" {ELLIPSIS}"
        return [self.cut(line, width, size, bold=bold) for line in kept if line]

    def cut(self, text: str, width: float, size: float, *, bold: bool = False) -> str:
        """Return a line that fits: itself, or its beginning and an ellipsis."""
        if self.width(text[:1000], size, bold=bold) <= width and len(text) <= 1000:  # noqa: PLR2004 - no line holds more
            return text
        low, high = 0, min(len(text), 1000)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.width(text[:middle] + ELLIPSIS, size, bold=bold) <= width
            low, high = (middle, high) if fits else (low, middle - 1)
        return text[:low].rstrip() + ELLIPSIS

    def pick(self, texts: dict[str, str] | None) -> str:
        """Return the text in the language of the figure, else in English, else whatever there is."""
        found = texts or {}
        return found.get(self.lang) or found.get("en") or next(iter(found.values()), "")

    def word(self, key: str, **values: object) -> str:
        """Return one of the words of figures, with values in its braces."""
        text = self.pick(figure_words().get(key)) or key
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def date(self, text: str) -> str:
        """Return `2021-12` or `2021-12-05` in words; anything else as it is."""
        parts = text.split("-")
        if not (2 <= len(parts) <= 3 and all(part.isdecimal() for part in parts) and 1 <= int(parts[1]) <= 12):  # noqa: PLR2004 - months
            return text
        month = self.word(f"month.{int(parts[1])}")
        day = f"{int(parts[2])}{'ی' if self.lang == 'ckb' else ''} " if len(parts) > 2 else ""  # noqa: PLR2004 - a day
        return f"{day}{month} {parts[0]}"
