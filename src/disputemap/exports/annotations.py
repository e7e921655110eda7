"""Tables -> W3C Web Annotation (JSON-LD): an AnnotationPage with one annotation a mention.

The target is the span: a TextPositionSelector (code points) and a TextQuoteSelector with what stands around it. The
first body identifies the place, the second describes it as a GeoJSON feature with position, role and confidence. What
lies relative to a place is described only, since it is not that place; of an unplaced mention, a text says why. Terms
that the W3C's context lacks are told in a context of ours, so that all of it is linked data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disputemap.exports.cells import dumps, records
from disputemap.exports.dates import to_span
from disputemap.exports.iris import document_iri, mention_iri, place_iri
from disputemap.interchange import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options

    Record = dict[str, Any]

ANNO = "http://www.w3.org/ns/anno.jsonld"
_OURS = (
    *(
        "place_id",
        "name",
        "feature",
        "form",
        "role",
        "confidence",
        "accuracy_m",
        "modifier",
        "relation",
        "share_inside",
    ),
    *("p_inside", "distance_m", "chainage_km", "sector"),
)
CONTEXT: list[Any] = [
    ANNO,
    {
        "geojson": "https://purl.org/geojson/vocab#",
        **{name: f"geojson:{name}" for name in ("Feature", "Point", "geometry", "properties")},
        "coordinates": {"@id": "geojson:coordinates", "@container": "@list"},
        "issued": {"@id": "dcterms:issued"},
        "title": {"@id": "dcterms:title"},
        "publisher": {"@id": "dcterms:publisher"},
        **{name: f"{BASE}terms:{name}" for name in _OURS},
    },
]
_BESIDE = 32  # characters before and after a name, by which it is found again in another copy of the text
_FIELDS = (
    "doc", "start", "end", "surface", "form", "lang", "place_id", "name", "feature", "lon", "lat", "accuracy_m", "role",
    "score", "reasons", "modifier", "relation", "share_inside", "p_inside", "distance_m", "chainage_km", "sector",
    "date", "source", "title", "sentence", "sentence_start",
)  # fmt: skip


def w3c_texts(tables: Iterable[pa.Table], _options: Options) -> Iterator[str]:
    """Yield the page, some annotations at a time."""
    yield f'{{"@context": {dumps(CONTEXT)}, "type": "AnnotationPage", "items": [\n'
    before = ""
    for table in tables:
        items = [dumps(_annotation(row)) for row in records(table, _FIELDS)]
        if items:
            yield before + ",\n".join(items)
            before = ",\n"
    yield "\n]}\n"


def _annotation(row: Record) -> Record:
    return {
        "id": mention_iri(row["doc"] or "", row["start"], row["end"]),
        "type": "Annotation",
        "motivation": "identifying",
        "body": _place(row) if row["lon"] is not None or row["place_id"] else [_nowhere(row)],
        "target": {"source": _source(row), "selector": [_position(row), _quote(row)]},
    }


def _place(row: Record) -> list[Record]:
    itself = row["place_id"] and not row["modifier"]
    identified = {"type": "SpecificResource", "purpose": "identifying", "source": place_iri(row["place_id"] or "")}
    there = row["lon"] is not None
    geometry = {"geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]}} if there else {}
    said = {name: row[name] for name in _OURS if row.get(name) is not None}
    described = {"type": "Feature", "purpose": "describing", **geometry, "properties": _with_score(said, row)}
    return [identified, described] if itself else [described]


def _nowhere(row: Record) -> Record:
    said = {name: row[name] for name in ("form", "role") if row[name] is not None}
    reason = row["reasons"][-1] if row["reasons"] else "not placed"
    text = {"type": "TextualBody", "purpose": "commenting", "value": reason}
    return {**text, "language": "en", "properties": _with_score(said, row)}


def _with_score(said: Record, row: Record) -> Record:
    return said if row["score"] is None else said | {"confidence": row["score"]}


def _source(row: Record) -> Record:
    span = to_span(row["date"])
    said = {"title": row["title"], "publisher": row["source"], "issued": span and row["date"]}
    return {"id": document_iri(row["doc"] or ""), "type": "Text", **{key: text for key, text in said.items() if text}}


def _position(row: Record) -> Record:
    return {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]}


def _quote(row: Record) -> Record:
    sentence, first = row["sentence"] or "", row["start"] - row["sentence_start"]
    last = first + row["end"] - row["start"]
    known = first >= 0 and sentence[first:last] == row["surface"]
    beside = {"prefix": sentence[max(first - _BESIDE, 0) : first], "suffix": sentence[last : last + _BESIDE]}
    return {"type": "TextQuoteSelector", "exact": row["surface"] or "", **(beside if known else {})}
