"""The published rules of Linked Places Format (JSON-LD), one line for each that is broken.

Source: README.md of https://github.com/LinkedPasts/linked-places-format. A problem begins with where it stands
(`: feature 2: ...`), to be put behind the name of the file.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CERTAINTIES = frozenset({"certain", "less-certain", "uncertain"})
LINK_TYPES = frozenset({"closeMatch", "exactMatch", "primaryTopicOf", "subjectOf", "seeAlso"})
DATE = re.compile(r"-?\d{1,6}(-\d\d){0,2}[~?%]?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def check_lpf(text: str) -> Iterator[str]:
    """Yield where a text breaks the rules of Linked Places Format."""
    try:
        collection = json.loads(text)
    except ValueError as error:
        yield f": is not JSON ({error}); export it anew"
        return
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        yield ": is no FeatureCollection; Linked Places is GeoJSON with more"
        return
    if not collection.get("@context"):
        yield ": has no @context; name the Linked Places context"
    seen: set[str] = set()
    for number, feature in enumerate(collection.get("features") or [], start=1):
        where = f": feature {number}"
        if not isinstance(feature, dict):
            yield f"{where}: is no object; export it anew"
            continue
        yield from (f"{where}: {line}" for line in _check_feature(feature))
        if (key := str(feature.get("@id"))) in seen:
            yield f"{where}: @id {key!r} is there already; ids are unique"
        seen.add(key)


def _check_feature(feature: dict[str, Any]) -> Iterator[str]:
    if feature.get("type") != "Feature":
        yield "its type is not 'Feature'; correct it"
    if not _IRI.fullmatch(str(feature.get("@id", ""))):
        yield "has no @id that is a URI; add one"
    properties = feature.get("properties") or {}
    if not properties.get("title"):
        yield "has no title in its properties; add one"
    for code in properties.get("ccodes", []):
        if not re.fullmatch("[A-Z]{2}", str(code)):
            yield f"ccode {code!r} is no ISO 3166 alpha-2 code; correct it"
    yield from _check_names(feature.get("names"))
    yield from _check_geometry(feature.get("geometry"))
    yield from _check_links(feature)
    for span in (feature.get("when") or {}).get("timespans", []):
        dates = [date for end in ("start", "end") for date in (span.get(end) or {}).values()]
        if "start" not in span or not all(DATE.fullmatch(str(date)) for date in dates):
            yield f"timespan {span!r} has no start in ISO 8601; correct it"


def _check_links(feature: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with types, links and relations: what leads elsewhere."""
    for kind in feature.get("types", []):
        if not (kind.get("identifier") and kind.get("label")):
            yield "a type lacks identifier or label; add them"
    for link in feature.get("links", []):
        if link.get("type") not in LINK_TYPES or not _IRI.fullmatch(str(link.get("identifier", ""))):
            yield f"link {link!r} is not of the form type, identifier; correct it"
    for relation in feature.get("relations", []):
        if not all(relation.get(key) for key in ("relationType", "relationTo", "label")):
            yield "a relation lacks relationType, relationTo or label; add them"


def _check_names(names: object) -> Iterator[str]:
    if not isinstance(names, list) or not names:
        yield "has no names; give at least one"
        return
    for name in names:
        if not name.get("toponym"):
            yield "a name lacks its toponym; add it"
        if "lang" in name and not LANGUAGE.fullmatch(str(name["lang"])):
            yield f"lang {name['lang']!r} is no language tag; correct it"
    if not any(name.get("citations") for name in names):
        yield "no name has a citation; at least one needs it"


def _check_geometry(geometry: object) -> Iterator[str]:
    if not isinstance(geometry, dict) or geometry.get("type") != "GeometryCollection":
        yield "its geometry is no GeometryCollection; wrap it in one"
        return
    for part in geometry.get("geometries", []):
        if not isinstance(part, dict):
            continue
        if part.get("certainty", "certain") not in CERTAINTIES:
            yield f"certainty {part['certainty']!r} is none of {', '.join(sorted(CERTAINTIES))}; choose one"
        if part.get("type") == "Point" and not is_lonlat(part.get("coordinates")):
            yield f"{part.get('coordinates')!r} is no longitude and latitude; correct them"


def is_lonlat(value: object) -> bool:
    """Tell whether a value is a list of longitude and latitude in degrees."""
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(x, int | float) for x in value):  # noqa: PLR2004 - lon, lat
        return False
    return all(map(math.isfinite, value)) and abs(value[0]) <= 180 and abs(value[1]) <= 90  # noqa: PLR2004 - the Earth
