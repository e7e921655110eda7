"""Names -> identifiers for linked data: places, documents and mentions as URNs of ours.

They say nothing but which is which. Whoever publishes a gazetteer gives its places addresses of their own
(`disputemap gazetteer export`).
"""

from __future__ import annotations

from urllib.parse import quote

from disputemap.interchange import BASE

_SAFE = "-._~:@!$'()*+,;="


def place_iri(place_id: str) -> str:
    """Return the identifier of a place."""
    return BASE + quote(place_id, safe=_SAFE)


def document_iri(doc: str) -> str:
    """Return the identifier of a document.

    >>> document_iri("a b/1")
    'urn:disputemap:document:a%20b%2F1'
    """
    return f"{BASE}document:{quote(doc, safe=_SAFE)}"


def mention_iri(doc: str, start: int, end: int) -> str:
    """Return the identifier of a mention: where it stands."""
    return f"{BASE}mention:{quote(doc, safe=_SAFE)}:{start}-{end}"
