"""How time grows with texts that nobody writes: one piece said over and over, in one document without a line break.

Each is read at one length and at twice that. A stage that looks back, or ahead, without end shows as a ratio near four.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bench.machine import as_table, best, describe
from disputemap.geodata import load_geodata
from disputemap.models import Document
from disputemap.pipeline import Geoparser

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE, PAGE = "Growth", "performance.md"
SIZE = 200_000  # characters, then twice as many
SHOWN = 6
PIECES = {
    "ar": (
        "كركوك", "كركوك ", "وكركوك", "وبالموصل ", "كركوك (", "(كركوك", "كركوك، ", "كركوك و", "كركوك\n\n",
        "#كركوك_الموصل ", "كَركُوكَ ", "كـركوك ", "كرررررركوك ", "ﻛﺮﻛﻮﻙ ", "ﷺ", "ـ", "ؤ", "و\u064b\u0654", "\u064b",
        "أ ب ت ث ", "محافظتي ديالى وكركوك ", "مناطق كركوك والموصل و", "قرية زعنف ", "قرية س في قضاء ص في محافظة ",
        "المحافظة المدينة ", "جنوبي كركوك ", "جنوب جنوب ", "20 كم جنوب ", "بين كركوك وبين ", "من كركوك إلى ",
        "عبر كركوك ", "العراقية ", "حكومة بغداد ", "بين بغداد وأربيل ", "خط عرض ٣٥ درجة ", "د. ", "؟", "؛",
    ),
    "ckb": (
        "کەرکووک", "لە کەرکووکەوە بۆ ", "کەرکووکی ", "باشووری ", "لە باشووری کەرکووک ", "لە نێوان کەرکووک و ",
        "شارەکە ", "پارێزگاکانی کەرکووک و ", "گوندی زەعنەف ", "ە",
    ),
    "en": (
        "U.S.", "U.S. ", "St. ", "A", "a b c d ", "aَa", "Mosul - ", "Mosul (", "Mosul, ", "#KirkukMosul ",
        "al-al-", "Kirkuk's's's ", "village of Zanafa ", "the town of ", "the governorate ",
        "X village, Y district, ", "governor of Kirkuk ", "5 nm southeast of Mosul ", "between Mosul and ",
        "from Mosul through Kirkuk to ", "east of east of ", "1.1 ", "1,1,", "35.4N 44.3E ", "35°28'N 44°23'E ",
        "35.46, 44.39; ", "38SLF1234567890 ", "38S LF 12345 67890 ", "35°", "-", "'", " \n", "\ud800",
        "\u202eMosul ", "𝐌𝐨𝐬𝐮𝐥 ",
    ),
}  # fmt: skip


class Grown(NamedTuple):
    """A piece, the seconds that its text took, and twice as much of it."""

    piece: str
    seconds: float
    twice: float

    @property
    def ratio(self) -> float:
        """How many times as long twice the text took."""
        return self.twice / self.seconds


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    geoparser = Geoparser(load_geodata())
    grown = [_grown(piece, lang, geoparser) for lang, pieces in PIECES.items() for piece in pieces]
    yield from (describe(), "")
    yield f"{len(grown)} pieces, said over and over for {SIZE:,} and {2 * SIZE:,} characters;"
    yield "those whose time grew most, and the slowest:"
    yield ""
    steepest = sorted(grown, key=lambda one: -one.ratio)[:SHOWN]
    slowest = sorted(grown, key=lambda one: -one.twice)[:SHOWN]
    for title, some in (("grew most", steepest), ("slowest", slowest)):
        yield from as_table((title, "seconds", "twice the text", "ratio", "µs a character"), list(map(_cells, some)))
        yield ""


def _grown(piece: str, lang: str, geoparser: Geoparser) -> Grown:
    once, twice = (Document("piece", (piece * size)[:size], lang) for size in (SIZE, 2 * SIZE))
    return Grown(piece, best(lambda: geoparser.parse([once])), best(lambda: geoparser.parse([twice])))


def _cells(one: Grown) -> tuple[str, str, str, str, str]:
    name = f"`{one.piece.strip() or one.piece!r}`" if one.piece.isprintable() else ascii(one.piece)
    micros = one.twice / (2 * SIZE) * 1e6
    return name, f"{one.seconds:.3f}", f"{one.twice:.3f}", f"{one.ratio:.2f}", f"{micros:.2f}"
