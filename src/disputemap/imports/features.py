"""GeoJSON, and Linked Places Format (JSON-LD) -> rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from disputemap.errors import InputError
from disputemap.imports.fields import CLASSES, check_mapping, guess_fields, kind_of_concept, row_of, short_id
from disputemap.imports.reading import read_whole
from disputemap.imports.rows import ImportName, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from disputemap.imports.rows import ImportRow

    Feature = dict[str, Any]

LONLAT_NAMES = ("CRS84", "4326")
GEOMETRIES = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
PART_OF = ("broaderPartitive", "broader")


def read_collection(path: Path) -> dict[str, Any]:
    """Return a parsed FeatureCollection (or one Feature as a collection of one).

    Raises
    ------
    InputError
        If it is not JSON, not a FeatureCollection, or not in EPSG:4326.
    """
    text = read_whole(path)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"{path}: not valid JSON ({error}); export it anew"
        raise InputError(message) from error
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = {"type": "FeatureCollection", "features": [found]}
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        message = f"{path}: is no FeatureCollection; export it as GeoJSON or Linked Places Format"
        raise InputError(message)
    crs = json.dumps(found.get("crs") or LONLAT_NAMES)
    if not any(name in crs for name in LONLAT_NAMES):
        message = f"{path}: its crs is {crs[:100]}; reproject to EPSG:4326, or use `disputemap boundaries import`"
        raise InputError(message)
    return found


def is_linked_places(collection: Mapping[str, Any]) -> bool:
    """Tell Linked Places Format from plain GeoJSON: its features have `names`."""
    features = collection["features"]
    return any(isinstance(feature, dict) and isinstance(feature.get("names"), list) for feature in features[:10])


def read_geojson(
    path: Path, collection: Mapping[str, Any], mapping: Mapping[str, str]
) -> Iterator[ImportRow | Refusal]:
    """Yield the features of a GeoJSON collection; properties are mapped as the columns of a CSV file."""
    headers = dict.fromkeys(key for _, feature in _features(path, collection) for key in _properties(feature))
    check_mapping(list(headers), mapping, path)
    for where, feature in _features(path, collection):
        given = _properties(feature)
        properties = {key: _text(value) for key, value in given.items() if key != "names"}
        fields = {**guess_fields(properties), **mapping}
        cells = {ours: properties.get(theirs, "") for ours, theirs in fields.items() if theirs and ours != "wkt"}
        if feature.get("id") is not None:
            cells.setdefault("id", _text(feature["id"]))
        yield _with_geometry(where, feature, cells, more_names=_names(given.get("names")))


def read_linked_places(path: Path, collection: Mapping[str, Any]) -> Iterator[ImportRow | Refusal]:
    """Yield the features of a collection in Linked Places Format 1.x."""
    for where, feature in _features(path, collection):
        names, parents = _names(feature.get("names")), _linked_parents(feature)
        yield _with_geometry(where, feature, _linked_fields(feature), more_names=names, parents=parents)


def _features(path: Path, collection: Mapping[str, Any]) -> Iterator[tuple[str, Feature]]:
    for number, feature in enumerate(collection["features"], start=1):
        yield f"{path.name}: feature {number}", feature if isinstance(feature, dict) else {}


def _with_geometry(where: str, feature: Feature, fields: dict[str, str], **more: Any) -> ImportRow | Refusal:  # noqa: ANN401 - as row_of takes it
    geometry = feature.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "GeometryCollection":
        geometry = next(iter(_dicts(geometry.get("geometries"))), None)
    if geometry is not None and not (isinstance(geometry, dict) and geometry.get("type") in GEOMETRIES):
        return Refusal(where, "a geometry of no known type", f"use one of {', '.join(GEOMETRIES)}")
    return row_of(where, fields, geometry=geometry, **more)


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return " | ".join(map(str, value))
    return value.strip(" ") if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _dicts(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _properties(feature: Feature) -> dict[str, Any]:
    given = feature.get("properties")
    return given if isinstance(given, dict) else {}


def _linked_fields(feature: Feature) -> dict[str, str]:
    properties = _properties(feature)
    codes = properties.get("ccodes") or [properties.get("ccode") or ""]
    links = [item for item in _dicts(feature.get("links")) if str(item.get("type", "")).endswith("Match")]
    descriptions = _dicts(feature.get("descriptions"))
    return {
        "id": _text(properties.get("place_id") or feature.get("@id") or feature.get("id")),
        "name": _text(properties.get("title")),
        "country": _text(codes[0] if isinstance(codes, list) and codes else codes),
        "feature": _linked_feature(feature, properties),
        "matches": " | ".join(_text(link.get("identifier")) for link in links),
        "accuracy_m": _text(properties.get("accuracy_m")),
        "note": _text(descriptions[0].get("value")) if descriptions else "",
    }


def _linked_feature(feature: Feature, properties: Mapping[str, Any]) -> str:
    """Return what the kind of place may be: the source's words, concepts of the AAT, what its class usually is."""
    words = [_text(properties.get("feature"))]
    for kind in _dicts(feature.get("types")):
        labels = [label.get("label") for label in _dicts(kind.get("sourceLabels"))]
        words += map(_text, [kind.get("sourceLabel"), *labels, kind.get("label")])
        words.append(kind_of_concept(_text(kind.get("identifier"))))
    classes = properties.get("fclasses")
    words += [CLASSES.get(_text(letter), "") for letter in (classes if isinstance(classes, list) else [])]
    return " | ".join(word for word in words if word)


def _linked_parents(feature: Feature) -> tuple[tuple[str, ...], ...]:
    parents = []
    for relation in _dicts(feature.get("relations")):
        ways = (short_id(_text(relation.get("relationTo"))), _text(relation.get("label")))
        if str(relation.get("relationType", "")).endswith(PART_OF) and any(ways):
            parents.append(tuple(way for way in ways if way))
    return tuple(parents)


def _names(value: Any) -> list[ImportName]:  # noqa: ANN401 - any JSON
    """Return names as Linked Places Format has them, or our own GeoJSON; `kind` is our addition."""
    rows = [(_text(row.get("toponym") or row.get("name")), row) for row in _dicts(value)]
    return [
        ImportName(form, _text(row.get("lang") or row.get("language")), _text(row.get("kind")) or "reporting")
        for form, row in rows
    ]
