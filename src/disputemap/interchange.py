"""Entries of the gazetteer -> text that other programs read: Linked Places Format, LP-TSV, GeoJSON, CSV.

Linked Places Format (JSON-LD, https://github.com/LinkedPasts/linked-places-format) says of each place its names,
types, position, links to other gazetteers and the places it is part of, each with a citation; LP-TSV 0.5 is its form
as a table. What a reader should know:

- An id is `base` + place_id. `base` is yours to choose when the gazetteer is published somewhere.
- A position is always a point, since other shapes do not validate as JSON-LD; its doubt is `approximation`, the
  radius in kilometres, and `certainty`.
- Types have an identifier of the Getty AAT where our word and theirs mean the same, else one of our own vocabulary.
- The date of a record is that of its source, else the package's `as_of`: it was so then, no more is said.
- `kind`, `used_by` (of names) and `place_id`, `feature`, `accuracy_m` (properties) are additions that readers of the
  format pass over and `disputemap gazetteer import` understands.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from disputemap.datacheck.lp_tsv import AUTHORITIES
from disputemap.exports.cells import to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from disputemap.entries import Entry, Row
    from disputemap.geodata import GeoData

FORMATS = ("lpf", "lp-tsv", "geojson", "csv")
CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
BASE = "urn:disputemap:"
TSV_COLUMNS = (
    *("id", "title", "title_source", "fclasses", "aat_types", "attestation_year", "ccodes", "matches", "variants"),
    *("types", "parent_name", "parent_id", "lon", "lat", "geo_source", "approximation", "description"),
)
CSV_COLUMNS = (
    *("place_id", "name", "feature", "country", "parents", "population", "seat_of", "matches", "lon", "lat"),
    *("accuracy_m", "names", "source", "source_date", "note"),
)
ROUGH_M = 5_000
AREAS = frozenset({"country", "adm1", "adm2", "adm3", "region", "mountain", "river", "lake", "road"})
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


class Kind(NamedTuple):
    """What a feature is elsewhere: a GeoNames class, and a concept of the Getty AAT where one means the same."""

    fclass: str
    aat: str = ""
    label: str = ""


KINDS = {
    "country": Kind("A", "300387506", "country"),
    "adm1": Kind("A", "300000774", "province"),
    "adm2": Kind("A", "300000705", "district"),
    "adm3": Kind("A", "300232418", "administrative division"),
    "populated_place": Kind("P", "300008347", "inhabited place"),
    "mountain": Kind("T", "300008795", "mountain"),
    "river": Kind("H", "300008707", "river"),
    "lake": Kind("H", "300008680", "lake"),
    "region": Kind("L", "300182722", "region (geographic)"),
    "road": Kind("R", "300008217", "road"),
    "base": Kind("S", "300164060", "military installation"),
}
OTHER_KIND = Kind("S")


def to_interchange(entries: Iterable[Entry], geodata: GeoData, form: str, *, base: str = BASE) -> str:
    """Return entries in one of `FORMATS`; the same entries give the same text."""
    chosen = list(entries)
    if form == "csv":
        return _to_csv(chosen)
    if form == "geojson":
        return _collection({}, map(_geojson_feature, chosen))
    labels = {row["place_id"]: row["name"] for resource in geodata.group("places") for row in geodata.table(resource)}
    as_of = str(geodata.settings.get("as_of", ""))
    if form == "lp-tsv":
        return _to_tsv(chosen, labels, as_of, base)
    head = {"@context": CONTEXT, "title": geodata.descriptor.get("title", ""), "license": _licences(geodata)}
    return _collection(head, (_lpf_feature(entry, labels, as_of, base) for entry in chosen))


def _collection(head: dict[str, Any], features: Iterable[dict[str, Any]]) -> str:
    """Return a FeatureCollection, one feature a line."""
    opened = json.dumps({"type": "FeatureCollection", **head}, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{opened}, "features": [\n{lines}\n]}}\n'


def _licences(geodata: GeoData) -> list[str]:
    """Return the licences of the tables that entries are made of."""
    resources = (name for kind in ("places", "names", "locations") for name in geodata.group(kind))
    found = (geodata.resources[name].get("licenses") or geodata.descriptor.get("licenses", []) for name in resources)
    return sorted({str(licence.get("name", "")) for licences in found for licence in licences})


def _lpf_feature(entry: Entry, labels: dict[str, str], as_of: str, base: str) -> dict[str, Any]:
    place = entry.place
    accuracy = {"accuracy_m": float(entry.location["accuracy_m"])} if entry.location else {}
    properties = {"title": place["name"], "ccodes": _codes(place), "fclasses": [_kind(place).fclass]}
    feature: dict[str, Any] = {
        "@id": base + entry.place_id,
        "type": "Feature",
        "properties": {**properties, "place_id": entry.place_id, "feature": place["feature"], **accuracy},
        "when": _lpf_when(_date(place, as_of)),
        "names": [_lpf_name(row) for row in entry.names] or [_lpf_name(_own_name(place))],
        "types": [_lpf_type(place, base)],
        "geometry": {"type": "GeometryCollection", "geometries": _lpf_points(entry)},
        "links": [{"type": "closeMatch", "identifier": match} for match in entry.matches],
        "relations": [_lpf_relation(parent, place, labels, base) for parent in entry.parents],
        "descriptions": [{"value": place["note"], "lang": "en"}] if place["note"] else [],
    }
    return {key: value for key, value in feature.items() if value not in ([], {})}


def _lpf_when(date: str) -> dict[str, Any]:
    return {"timespans": [{"start": {"in": date}}]} if date else {}


def _own_name(place: Row) -> Row:
    return {"name": place["name"], "language": "en", "kind": "official", "used_by": "", "source": place["source"]}


def _lpf_name(row: Row) -> dict[str, Any]:
    name = {"toponym": row["name"], "lang": row["language"], "citations": [{"label": row["source"]}]}
    return name | {key: row[key] for key in ("kind", "used_by") if row[key]}


def _lpf_type(place: Row, base: str) -> dict[str, Any]:
    kind, feature = _kind(place), place["feature"]
    identifier = f"aat:{kind.aat}" if kind.aat else f"{base}feature:{feature}"
    return {"identifier": identifier, "label": kind.label or _plain(feature), "sourceLabels": [{"label": feature}]}


def _lpf_points(entry: Entry) -> list[dict[str, Any]]:
    if entry.location is None:
        return []
    return [
        {
            "type": "Point",
            "coordinates": list(entry.lonlat or ()),
            "certainty": _certainty(entry.place, entry.location),
            "approximation": {"type": "gvp:approximateLocation", "tolerance": _kilometres(entry.location)},
            "citations": [{"label": entry.location["source"]}],
        }
    ]


def _lpf_relation(parent: str, place: Row, labels: dict[str, str], base: str) -> dict[str, Any]:
    label = f"part of {labels.get(parent, parent)}"
    relation = {"relationType": "gvp:broaderPartitive", "relationTo": base + parent, "label": label}
    return relation | {"citations": [{"label": place["source"]}]}


def _certainty(place: Row, location: Row) -> str:
    """Return how sure the position is: recalled ones are not, and a rough one of what is no area is less so."""
    if "recalled" in location["source"]:
        return "uncertain"
    rough = float(location["accuracy_m"]) >= ROUGH_M and place["feature"] not in AREAS
    return "less-certain" if rough else "certain"


def _to_tsv(entries: Iterable[Entry], labels: dict[str, str], as_of: str, base: str) -> str:
    rows = (_tsv_row(entry, labels, as_of, base) for entry in entries)
    lines = ("\t".join(map(_tsv_cell, cells)) for cells in ([*TSV_COLUMNS], *rows))
    return "\n".join(lines) + "\n"


def _tsv_row(entry: Entry, labels: dict[str, str], as_of: str, base: str) -> list[str]:
    place, location = entry.place, entry.location
    kind = _kind(place)
    lon, lat = (location["lon"], location["lat"]) if location else ("", "")
    return [
        entry.place_id,
        place["name"],
        place["source"],
        kind.fclass,
        kind.aat,
        _date(place, as_of)[:4],
        ";".join(_codes(place)),
        ";".join(match for match in entry.matches if match.partition(":")[0] in AUTHORITIES),
        ";".join(_variants(entry)),
        kind.label or _plain(place["feature"]),
        ";".join(labels.get(parent, parent).replace(";", ",") for parent in entry.parents),
        ";".join(base + parent for parent in entry.parents),
        lon,
        lat,
        location["source"] if location else "",
        str(_kilometres(location)) if location else "",
        place["note"],
    ]


def _variants(entry: Entry) -> Iterator[str]:
    """Yield `name@language`; the signs that separate variants cannot stand in one."""
    for row in entry.names:
        if not {";", "@"} & set(row["name"]):
            yield f"{row['name']}@{row['language']}"


def _tsv_cell(value: str) -> str:
    """Return a cell without what would end it; LP-TSV knows no quotes."""
    return " ".join(value.split())


def _geojson_feature(entry: Entry) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": list(entry.lonlat)} if entry.lonlat else None
    names = [{key: row[key] for key in ("name", "language", "kind", "used_by") if row[key]} for row in entry.names]
    return {"type": "Feature", "id": entry.place_id, "geometry": point, "properties": {**_flat(entry), "names": names}}


def _flat(entry: Entry) -> dict[str, Any]:
    """Return the fields of a place and its location, lists as lists and numbers as numbers."""
    place, location = entry.place, entry.location
    population = int(place["population"]) if place["population"] else None
    lists = {"parents": list(entry.parents), "matches": list(entry.matches), "seat_of": place["seat_of"].split(" | ")}
    flat = {**place, "population": population, **lists, "seat_of": [item for item in lists["seat_of"] if item]}
    return flat | {"accuracy_m": float(location["accuracy_m"]) if location else None}


def _to_csv(entries: Iterable[Entry]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(CSV_COLUMNS)
    for entry in entries:
        lon, lat = entry.lonlat or (None, None)
        row = {**_flat(entry), "lon": lon, "lat": lat, "names": [f"{n['name']}@{n['language']}" for n in entry.names]}
        writer.writerow([to_cell(row[column]) for column in CSV_COLUMNS])
    return buffer.getvalue()


def _kind(place: Row) -> Kind:
    return KINDS.get(place["feature"], OTHER_KIND)


def _codes(place: Row) -> list[str]:
    return [place["country"]] if place["country"] else []


def _date(place: Row, as_of: str) -> str:
    found = _DATE.match(place["source_date"]) or _DATE.match(as_of)
    return found.group() if found else ""


def _kilometres(location: Row) -> float:
    return round(float(location["accuracy_m"]) / 1000, 3)


def _plain(feature: str) -> str:
    return feature.replace("_", " ")
