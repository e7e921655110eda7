"""Tables -> Linked Places Format 1.1 (JSON-LD): a record a place, with the names that texts gave it.

Each distinct spelling is a name, with the documents that attest it as citations and their dates as `when`. A position
is a point with `approximation` (tolerance in kilometres), and `certainty` by the best score of its mentions: certain
from 0.9, less-certain from 0.5, else uncertain. What lies relative to a place ("south of X") is a record of its own,
related to it; `relations` name the divisions that hold most of a place. Unplaced names have records without position.
`attestations`, an addition that readers of the format pass over, lists every mention. A record needs all its mentions,
so memory grows with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disputemap.exports.cells import dumps, records
from disputemap.exports.dates import to_span
from disputemap.exports.geometry import sites_of
from disputemap.exports.iris import document_iri, place_iri
from disputemap.exports.sites import site_id
from disputemap.gazetteer import load_gazetteer
from disputemap.interchange import BASE, CONTEXT, KINDS, OTHER_KIND
from disputemap.models import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options
    from disputemap.gazetteer import Gazetteer
    from disputemap.models import Site

    Record = dict[str, Any]

CERTAIN, LESS_CERTAIN = 0.9, 0.5
_ATTESTED = (
    "doc", "start", "end", "surface", "lang", "form", "role", "score", "focus", "date", "sentence", "reasons",
)  # fmt: skip
_FIELDS = (
    *_ATTESTED, "place_id", "name", "feature", "lon", "lat", "accuracy_m", "modifier", "source", "title",
    "adm1", "adm2", "adm3",
)  # fmt: skip


def lpf_texts(tables: Iterable[pa.Table], options: Options) -> Iterator[str]:
    """Yield the collection, a record at a time."""
    gazetteer = load_gazetteer(options.package())
    places: dict[str, tuple[Site, list[Record]]] = {}
    for table in tables:
        for site, row in zip(sites_of(table), records(table, _FIELDS), strict=True):
            places.setdefault(_identifier(site, row), (site, []))[1].append(row)
    yield f'{{"type": "FeatureCollection", "@context": {dumps(CONTEXT)}, "features": [\n'
    before = ""
    for identifier in sorted(places):
        yield before + dumps(_feature(identifier, *places[identifier], gazetteer))
        before = ",\n"
    yield "\n]}\n"


def _identifier(site: Site, row: Record) -> str:
    if site.place_id:
        return place_iri(site.place_id) if not site.kind else place_iri(f"relative:{site_id(site)}")
    if row["lon"] is not None:
        return place_iri(f"position:{row['lon']},{row['lat']}")
    return place_iri(f"unplaced:{row['surface'] or ''}")


def _feature(identifier: str, site: Site, rows: list[Record], gazetteer: Gazetteer) -> Record:
    first = rows[0]
    dates = _dates(rows)
    feature: Record = {
        "@id": identifier,
        "type": "Feature",
        "properties": {"title": _title(site, first), **_properties(first, gazetteer)},
        "when": _when(dates),
        "names": [_name(*item) for item in _spellings(rows).items()],
        "types": [_type(first["feature"])] if first["feature"] and not site.kind else [],
        "geometry": {"type": "GeometryCollection", "geometries": _points(rows)},
        "relations": [*([_relation(site, first)] if site.kind else []), *_parents(first, gazetteer)],
        "attestations": [{name: row[name] for name in _ATTESTED if row[name] is not None} for row in rows],
    }
    return {key: value for key, value in feature.items() if value not in ([], {})}


def _parents(row: Record, gazetteer: Gazetteer) -> Iterator[Record]:
    """Yield the divisions that hold most of a place, the smallest first."""
    for level in ("adm3", "adm2", "adm1"):
        place = gazetteer.places.get(row[level] or "")
        if place and place.place_id != row["place_id"]:
            label = f"in {place.name}"
            yield {"relationType": "gvp:broaderPartitive", "relationTo": place_iri(place.place_id), "label": label}


def _title(site: Site, row: Record) -> str:
    name = row["name"] or row["surface"] or "?"
    said = (row["modifier"] or {}).get("text") or site.kind
    return f"{name} ({said})" if site.kind else name


def _properties(row: Record, gazetteer: Gazetteer) -> Record:
    kind = KINDS.get(row["feature"], OTHER_KIND).fclass if row["feature"] else None
    place = gazetteer.places.get(row["place_id"] or "")
    ccodes = [place.country] if place and place.country else None
    said = {
        "ccodes": ccodes,
        "fclasses": kind and [kind],
        **{name: row[name] for name in ("place_id", "feature", "accuracy_m")},
    }
    return {name: value for name, value in said.items() if value is not None}


def _dates(rows: Iterable[Record]) -> list[str]:
    return sorted({row["date"] for row in rows if (span := to_span(row["date"])) and "/" not in row["date"] and span})


def _when(dates: list[str]) -> Record:
    return {"timespans": [{"start": {"in": date}} for date in dates]} if dates else {}


def _spellings(rows: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    names: dict[tuple[str, str], list[Record]] = {}
    for row in rows:
        names.setdefault((row["surface"] or "?", row["lang"] or ""), []).append(row)
    return names


def _name(spelling: tuple[str, str], rows: list[Record]) -> Record:
    toponym, lang = spelling
    documents = {row["doc"] or "": row for row in rows}
    cited = [{"label": _label(row), "@id": document_iri(doc)} for doc, row in documents.items()]
    when = _when(_dates(rows))
    return {
        "toponym": toponym,
        **({"lang": lang} if lang else {}),
        "citations": cited,
        **({"when": when} if when else {}),
    }


def _label(row: Record) -> str:
    """Return how a document is cited: source, title, date."""
    said = [row["source"], row["title"], row["date"] and f"({row['date']})"]
    return " ".join(filter(None, said)) or row["doc"] or "?"


def _type(feature: str) -> Record:
    kind = KINDS.get(feature, OTHER_KIND)
    identifier = f"aat:{kind.aat}" if kind.aat else f"{BASE}feature:{feature}"
    return {
        "identifier": identifier,
        "label": kind.label or feature.replace("_", " "),
        "sourceLabels": [{"label": feature}],
    }


def _points(rows: list[Record]) -> list[Record]:
    row = rows[0]
    if row["lon"] is None:
        return []
    point: Record = {
        "type": "Point",
        "coordinates": list(LonLat(row["lon"], row["lat"])),
        "certainty": _certainty(rows),
    }
    if row["accuracy_m"] is not None:
        point["approximation"] = {"type": "gvp:approximateLocation", "tolerance": row["accuracy_m"] / 1000}
    return [point]


def _certainty(rows: list[Record]) -> str:
    best = max((row["score"] for row in rows if row["score"] is not None), default=0.0)
    return "certain" if best >= CERTAIN else "less-certain" if best >= LESS_CERTAIN else "uncertain"


def _relation(site: Site, row: Record) -> Record:
    label = f"{(row['modifier'] or {}).get('text') or site.kind} {row['name'] or site.place_id}"
    return {"relationType": "gvp:tgn3000_related_to", "relationTo": place_iri(site.place_id), "label": label}
