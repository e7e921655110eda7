"""Named cells -> ImportRow: what CSV columns, GeoJSON properties and LP-TSV have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from disputemap.errors import InputError
from disputemap.imports.rows import ImportName, ImportRow, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

FIELDS = {
    "id": ("id", "placeid", "identifier", "featureid", "uid", "code", "shapeid"),
    "name": ("name", "title", "placename", "nameen", "englishname", "toponym", "label", "shapename", "settlement"),
    "lon": ("lon", "longitude", "long", "lng", "x", "xcoord", "pointx", "longdd"),
    "lat": ("lat", "latitude", "y", "ycoord", "pointy", "latdd"),
    "feature": ("feature", "type", "kind", "featuretype", "placetype", "class", "types"),
    "country": ("country", "iso", "iso2", "ccode", "ccodes", "countrycode"),
    "names": ("names", "variants", "altnames", "alternatenames"),
    "parent": ("parent", "parents", "parentid", "parentname", "admin", "partof"),
    "population": ("population", "pop", "inhabitants"),
    "accuracy_m": ("accuracym", "accuracy", "precisionm"),
    "matches": ("matches", "sameas", "links"),
    "pcode": ("pcode", "ochapcode", "placecode"),
    "gn": ("geonameid", "geonamesid", "gn"),
    "wd": ("wikidata", "wikidataid", "wd", "qid"),
    "date": ("sourcedate", "date", "validon"),
    "note": ("note", "notes", "comment", "remarks", "description"),
    "wkt": ("wkt", "geowkt", "geometry", "geom"),
}
SETTLEMENTS = ("300008389", "300008375", "300008372", "300008369")  # city, town, village, settlement, in the AAT
CLASSES = {"P": "populated_place", "A": "region", "L": "region", "H": "river", "T": "mountain", "R": "road"}
_PREFIXES = ("pcode", "gn", "wd")
_LANGUAGE_COLUMN = re.compile(r"name[_: -]?([a-z]{2,3})", re.IGNORECASE)
_PLAIN = re.compile(r"[^a-z0-9]")
_SEPARATOR = re.compile(r"\s*[|;]\s*")
_URLS = (
    (re.compile(r"https?://(?:www\.|sws\.)?geonames\.org/(\d+)/?.*"), r"gn:\1"),
    (re.compile(r"urn:disputemap:([a-z0-9-]+)"), r"\1"),
    (re.compile(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q\d+)/?"), r"wd:\1"),
)


def guess_fields(header: Iterable[str]) -> dict[str, str]:
    """Return which column is which of our fields, by common headers.

    Examples
    --------
    >>> guess_fields(["Title", "Longitude", "Latitude", "name_ar", "colour"])
    {'name': 'Title', 'lon': 'Longitude', 'lat': 'Latitude', 'name_ar': 'name_ar'}
    """
    columns = {_PLAIN.sub("", column.lower()): column for column in reversed(list(header))}
    found = {
        field: columns[known]
        for field, words in FIELDS.items()
        if (known := next((w for w in words if w in columns), ""))
    }
    for column in header:
        if (match := _LANGUAGE_COLUMN.fullmatch(column.strip())) and column not in found.values():
            found[f"name_{match[1].lower()}"] = column
    return found


def check_mapping(
    header: Sequence[str], mapping: Mapping[str, str], path: Path, *, fields: Iterable[str] = FIELDS
) -> None:
    """Refuse a mapping of fields that we do not have, or to columns that the file does not have."""
    unknown = [field for field in mapping if field not in set(fields) and not field.startswith("name_")]
    lacking = [column for column in mapping.values() if column and column not in header]
    if unknown:
        message = f"--map {unknown[0]}=...: no such field; use one of {', '.join(fields)} or name_<language>"
        raise InputError(message)
    if lacking:
        message = f"{path}: has no column {lacking[0]!r}; its columns are {', '.join(header)}"
        raise InputError(message)


def row_of(
    where: str,
    fields: Mapping[str, str],
    *,
    more_names: Iterable[ImportName] = (),
    parents: tuple[tuple[str, ...], ...] | None = None,
    geometry: dict[str, Any] | None = None,
) -> ImportRow | Refusal:
    """Return the row that named cells make.

    Parameters
    ----------
    where
        File and row.
    fields
        Keys of `FIELDS`, and `name_<language>`.
    more_names
        Further names.
    parents
        Parents, each with several ways to find it, where the field `parent` does not do.
    geometry
        GeoJSON, EPSG:4326.
    """
    get = fields.get
    names = dict.fromkeys(name for name in [*_names(fields), *more_names] if name.form)
    own = [f"{prefix}:{_bare(get(prefix) or '', prefix)}" for prefix in _PREFIXES if get(prefix)]
    drawn = geometry or _from_wkt(get("wkt") or "")
    if isinstance(drawn, str):
        return Refusal(where, f"WKT that cannot be read ({drawn})", "correct or empty the cell")
    lon, lat = _position(drawn) or (get("lon") or "", get("lat") or "")
    said = tuple((short_id(way),) for way in _SEPARATOR.split(get("parent") or "") if way)
    return ImportRow(
        where=where,
        names=tuple(names),
        lon=lon,
        lat=lat,
        id=short_id(get("id") or ""),
        feature=get("feature") or "",
        country=_country_code(get("country") or ""),
        parents=said if parents is None else parents,
        accuracy_m=get("accuracy_m") or "",
        population=(get("population") or "").replace(",", ""),
        matches=tuple(short_id(match) for match in [*own, *_SEPARATOR.split(get("matches") or "")] if match),
        date=get("date") or "",
        note=" ".join((get("note") or "").split()),
        geometry=None if (drawn or {}).get("type") == "Point" else drawn,
    )


def _names(fields: Mapping[str, str]) -> list[ImportName]:
    """Return the names in `name`, `name_<language>` and `names`, in this order."""
    first = [(fields.get("name") or "", "")]
    named = [(cell, key.removeprefix("name_")) for key, cell in fields.items() if key.startswith("name_")]
    tagged = [_split_tag(part) for part in _SEPARATOR.split(fields.get("names") or "")]
    return [ImportName(form, tag) for form, tag in [*first, *named, *tagged]]


def _country_code(cell: str) -> str:
    """Return an ISO 3166 alpha-2 code, or nothing for a country's name."""
    code = cell.strip().upper()
    return code if len(code) == 2 else ""  # noqa: PLR2004


def _split_tag(name: str) -> tuple[str, str]:
    """Split `Baghdad@en`."""
    form, sign, tag = name.rpartition("@")
    return (form, tag) if sign and form else (name, "")


def _bare(cell: str, prefix: str) -> str:
    return short_id(cell).removeprefix(f"{prefix}:")


def kind_of_concept(number: str) -> str:
    """Return the kind of place that a concept of the Getty AAT stands for, or nothing.

    Examples
    --------
    >>> kind_of_concept("300008347"), kind_of_concept("aat:300008375"), kind_of_concept("1")
    ('populated_place', 'populated_place', '')
    """
    from disputemap.interchange import KINDS  # noqa: PLC0415 - only for Linked Places

    concepts = {kind.aat: feature for feature, kind in KINDS.items() if kind.aat} | dict.fromkeys(
        SETTLEMENTS, "populated_place"
    )
    return concepts.get(number.removeprefix("aat:"), "")


def short_id(identifier: str) -> str:
    """Return an id with its prefix where its address tells.

    Examples
    --------
    >>> short_id("https://www.geonames.org/94787/kirkuk.html"), short_id("http://www.wikidata.org/entity/Q131284")
    ('gn:94787', 'wd:Q131284')
    """
    for pattern, short in _URLS:
        if pattern.fullmatch(identifier.strip()):
            return pattern.sub(short, identifier.strip())
    return identifier.strip()


def _position(geometry: dict[str, Any] | None) -> tuple[str, str] | None:
    """Return the coordinates of a point as text; None for anything else."""
    if not geometry or geometry.get("type") != "Point":
        return None
    match geometry.get("coordinates"):
        case [lon, lat, *_]:
            return str(lon), str(lat)
    return "", ""


def _from_wkt(text: str) -> dict[str, Any] | str | None:
    """Return the GeoJSON geometry of a WKT text, None for an empty one, or what is wrong."""
    if not text:
        return None
    import shapely  # noqa: PLC0415 - seldom needed
    from shapely.geometry import mapping  # noqa: PLC0415

    try:
        return dict(mapping(shapely.from_wkt(text)))
    except (shapely.errors.ShapelyError, ValueError) as error:
        return str(error).splitlines()[0]
