"""Texts in tests: read one with a data package, once loaded, and look at its mentions as records."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from disputemap.models import Document
from disputemap.pipeline import Geoparser
from disputemap.table import from_arrow, to_records

if TYPE_CHECKING:
    from disputemap.geodata import GeoData


@cache
def _geoparser(geodata: GeoData) -> Geoparser:
    return Geoparser(geodata)


def read_text(geodata: GeoData, text: str, lang: str, **fields: str) -> list[dict[str, Any]]:
    """Return the mentions of a text."""
    return read_texts(geodata, [Document("d", text, lang, **fields)])


def read_texts(geodata: GeoData, documents: list[Document]) -> list[dict[str, Any]]:
    """Return the mentions of some documents."""
    return list(to_records(from_arrow(_geoparser(geodata).parse(documents))))
