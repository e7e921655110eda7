"""Whatever a document holds, each mention stands where it says, and the columns agree with each other."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from disputemap.geodata import load_geodata
from disputemap.models import Document
from disputemap.pipeline import Geoparser
from tests.fuzz.fuzz_folding import any_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disputemap.geodata import GeoData

CHECKED = ("doc", "start", "end", "surface", "token_start", "token_end", "lon", "lat", "score")
SAID = ["doc", "start", "end", "form", "place_id", "role", "score", "lon", "lat", "sentence", "sentence_start"]
END_OF_DOCUMENT = 250
MOST_ANY = 8  # characters of any text in one piece
LANGUAGES = ("ar", "ckb", "en", "")
# What a fuzzer would take long to come by: names, and what stands beside and between them.
PIECES = (
    *(
        "كركوك",
        "أم قصر",
        "طوز خورماتو",
        "هەولێر",
        "کەرکووک",
        "Kirkuk",
        "Tal Afar",
        "العراقي",
        "محافظة ",
        "قضاء ",
        "قرية ",
    ),
    *(
        "المحافظة",
        "بين ",
        "من ",
        "إلى ",
        "في ",
        "عبر ",
        "جنوب ",
        "شمال شرق ",
        "20 كم ",
        "قرب ",
        "هجوم على ",
        "قال ",
        "السيد ",
    ),
    *(
        "باشووری ",
        "نێوان ",
        "لە ",
        "بە ",
        "بۆ ",
        "و",
        "وال",
        "لل",
        "دا",
        "ەوە",
        "یش",
        "'s",
        " - ",
        ", ",
        "، ",
        ". ",
        " (",
        ") ",
    ),
    *(
        "village of ",
        "between ",
        "from ",
        " to ",
        "through ",
        " and ",
        "the town",
        "6 km south of ",
        "Mr. ",
        "attack in ",
    ),
    *(
        "35.47 N 44.39 E",
        "38S ME 4525 2512",
        "34°55' N 44°38' E",
        "2024",
        "\n",
        "\n\n",
        "#",
        "_",
        "ـ",
        "\u064e",
        "\u0654",
    ),
    *("\u200c", "\u202e", "\ufeff", "\0", "\ud800", "\U0001f1ee\U0001f1f6", "ﻻ", "ﷺ", "ß", "…", "𝐊", "…", "\u2029"),
)


class Checker:
    """A data package, ready to be tried."""

    def __init__(self, geodata: GeoData) -> None:
        self._geoparser = Geoparser(geodata)

    def check(self, documents: Sequence[Document]) -> int:
        """Raise where the mentions of some documents break a promise; return how many there are."""
        found = self._geoparser.parse(documents)
        number = {document.id: index for index, document in enumerate(documents)}
        rows = list(zip(*(found[name].to_pylist() for name in CHECKED), strict=True))
        for doc, *row in rows:
            check_row(*row, documents[number[doc]].text)
        order = [(number[doc], start) for doc, start, *_ in rows]
        assert order == sorted(order), "mentions are out of order"
        return len(rows)

    def check_apart(self, documents: Sequence[Document]) -> None:
        """Raise where documents read together say anything else than each alone."""
        together = self._geoparser.parse(documents).select(SAID).to_pylist()
        apart = [row for one in documents for row in self._geoparser.parse([one]).select(SAID).to_pylist()]
        assert list(map(_rounded, together)) == list(map(_rounded, apart)), "a document changes what another says"


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()}


def check_row(*row: Any) -> None:  # noqa: ANN401 - the columns `CHECKED`, and the text of the document
    """Raise where a mention breaks a promise."""
    start, end, surface, token_start, token_end, lon, lat, score, text = row
    assert text[start:end] == surface != "", "a mention is not what stands there"
    assert token_start <= start < end <= token_end <= len(text)
    assert lon is None or (-180 <= lon <= 180 and -90 <= lat <= 90)
    assert 0 <= score <= 1


def documents_of(data: bytes) -> list[Document]:
    """Return the documents that some bytes stand for: pieces that matter, any text, and where a document ends."""
    texts, langs, left = [""], [data[:1]], data[1:]
    while left:
        number, left = left[0], left[1:]
        if number < len(PIECES):
            texts[-1] += PIECES[number]
        elif number < END_OF_DOCUMENT:
            length = (number - len(PIECES)) % MOST_ANY * 2
            texts[-1] += any_text(left[:length])
            left = left[length:]
        else:
            texts.append("")
            langs.append(left[:1])
    languages = [LANGUAGES[sum(lang) % len(LANGUAGES)] for lang in langs]
    return [
        Document(f"d{number}", text, lang) for number, (text, lang) in enumerate(zip(texts, languages, strict=True))
    ]


@cache
def _checker() -> Checker:
    return Checker(load_geodata())


def run(data: bytes) -> None:
    """Try what the fuzzer came up with, on the package that ships."""
    documents = documents_of(data)
    _checker().check(documents)
    if len(documents) > 1:
        _checker().check_apart(documents)
