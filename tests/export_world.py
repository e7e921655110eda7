"""Documents and mentions of the toy world for the tests of exports: areas, sectors, positions, unknown names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disputemap.geodata import GeoData
from disputemap.models import Document
from disputemap.pipeline import geoparse
from disputemap.table import to_frame

if TYPE_CHECKING:
    import geopandas as gpd

TOY = GeoData(Path(__file__).parent / "toy")
DOCUMENTS = (
    Document(
        "first",
        "Troops moved in Alba, and 20 km south of Alba.\n\nThey met between Alba and Bela. An attack hit Kirsa "
        "governorate. The village of Nowhere was empty. Smoke rose south of Bela.",
        lang="en",
        date="2021-12-03",
        source="The Paper",
        title="On Alba",
    ),
    Document("في البا", "وصلوا إلى ألبا وبألبا. ثم إلى نورفيك. قال مسؤول نورلاندي ذلك.", lang="ar", date="2021-12"),
    Document("empty", "Nothing is told here.", lang="en", date="2021"),
    Document(
        "a/b", "The government of Norland spoke. Fighting went on at 52.05 N 15.5 E.\r\nHidden is a place.", lang="en"
    ),
)
HOSTILE = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "</script><script>alert(1)</script>", "]]>", "<!--", "&amp;"),
    *(
        'say "no"',
        "it's; DROP TABLE mentions; --",
        "back\\slash \\N \\.",
        "two\nlines",
        "a\r\nb",
        "tab\tbed",
        "nul\0in",
    ),
    *("\x01\x08\x0b\x1f", "\ufffe\uffff", "\u202eturned\u202c", "\u200fmark", "{{ 7*7 }}", "%s %(x)s", "💥 كركوك"),
    *("\u2028line", "#1", "-DOCSTART-", "_", "O", "", " ", "\x85", "Ze\u0301"),
)


@cache
def toy_mentions() -> gpd.GeoDataFrame:
    """Return the mentions of `DOCUMENTS`."""
    return geoparse(DOCUMENTS, geo=TOY)


@cache
def hostile_mentions() -> gpd.GeoDataFrame:
    """Return a mention for each hostile text, which is its document, name, title, source and sentence."""
    return to_frame([_row(text, number) for number, text in enumerate(HOSTILE)])


def _row(text: str, number: int) -> dict[str, Any]:
    told = dict.fromkeys(("doc", "surface", "title", "source", "sentence", "name"), text)
    struct = {"themes": [{"theme": text, "event_type": text, "cue": text}], "reasons": [text]}
    where = {"place_id": f"p{number}", "lon": 14.0, "lat": 52.0 + number / 100, "role": "literal", "score": 0.5}
    span = {"start": 0, "end": len(text), "sentence_start": 0}
    return {**told, **struct, **where, **span, "modifier": {"kind": None, "text": text}, "form": "name", "date": text}
