"""mentions table + GeoData -> MapData -> JSON: all that the page shows, as data.

Document text leaves Python here and nowhere else: inside a JSON island whose markup characters are escaped, so that
no text can end the island or become markup, script or template (design rule 3).
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely import LineString

from disputemap.crs import length_km
from disputemap.layers import Atlas, Layer, build_layers, by_language, visible
from disputemap.render.assets import page_words
from disputemap.render.items import RELATIVE, gather, shapes, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from disputemap.geodata import GeoData

Record = dict[str, Any]

MENTION_FIELDS = (
    "doc", "surface", "lang", "place_id", "role", "score", "reasons", "candidates", "modifier", "area_of", "areas",
    "relation", "share_inside", "distance_m", "chainage_km", "offset_m", "date", "source", "title", "themes",
)  # fmt: skip
POSITION = "@"  # how the key of a place begins that has coordinates and no id
PLACES_DECIMALS = 4  # about 10 m, below the accuracy of anything drawn
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, slots=True)
class MapData:
    """What a map says.

    `view` and `bounds` are (lon0, lat0, lon1, lat1). `mentions` are rows of the mentions table, empty cells left out,
    with `sentence` (an index into `sentences`) and `mark` (where the name starts and ends within it, in code points;
    twice for "between X and Y"). `places` are the distinct items mentioned: places, positions, and what is `relative`
    to places; a mention says its item in `item`, or in `place_id`. `others` are places that were only considered, or
    that an item is relative to. `words` holds the package's vocabularies, by key and language.
    """

    title: str
    lang: str
    as_of: str
    view: tuple[float, ...]
    bounds: tuple[float, ...]
    layers: tuple[Layer, ...]
    places: tuple[Record, ...]
    others: Record
    mentions: tuple[Record, ...]
    sentences: tuple[str, ...]
    words: dict[str, dict[str, dict[str, str]]]
    claims: tuple[Record, ...]
    sources: tuple[Record, ...]
    length_km: float | None = None


def map_data(
    mentions: pd.DataFrame,
    geodata: GeoData,
    *,
    title: str = "",
    lang: str = "en",
    shown: frozenset[str] | None = None,
) -> MapData:
    """Gather what a map of these mentions says.

    Parameters
    ----------
    mentions
        n rows, one a mention, with the columns of the Mention record; geometry is not needed. Demonyms are left out:
        they name people, not places.
    geodata
        The data package that the mentions were placed with.
    title
        Heading of the map; empty takes the package's caption `title`.
    lang
        Language that the page starts in when the reader's browser asks for none that it speaks.
    shown
        Keys of the layers that are visible at the start; None leaves that to the package.

    Raises
    ------
    InputError
        If a layer is unknown.
    """
    atlas = Atlas(geodata)
    layers = visible(build_layers(atlas), shown)
    rows = gather(_plain_row(row) for row in mentions.to_dict("records") if row.get("form") != "demonym")
    places = tuple(_places(rows, atlas))
    sentences = tuple(dict.fromkeys(row.get("sentence", "") for row in rows))
    number = {sentence: index for index, sentence in enumerate(sentences)}
    settings = geodata.settings
    return MapData(
        title=title,
        lang=lang,
        as_of=str(settings.get("as_of", "")),
        view=tuple(settings.get("view", settings.get("bounds", ()))),
        bounds=tuple(settings.get("bounds", ())),
        layers=layers,
        places=places,
        others=_others(rows, places, atlas),
        mentions=tuple(_mention(row, number) for row in rows),
        sentences=sentences,
        words={name: _words(geodata, name) for name in ("captions", "features")} | {"themes": _themes(rows, geodata)},
        claims=tuple(_claims(geodata)),
        sources=tuple(_sources(geodata, layers, atlas)),
        length_km=_length_km(layers),
    )


def to_json(data: MapData, *, tiles: Record | None = None) -> str:
    """Return the island's JSON: pure, compact, without a character that HTML or JavaScript could act upon.

    Geometries that several layers and places share are written once, in `shapes`.
    """
    shapes: dict[str, int] = {}

    def numbered(holder: Record) -> Record:
        geometry = holder["geometry"]
        return holder | {"geometry": geometry and shapes.setdefault(_dumps(_rounded(geometry)), len(shapes))}

    payload = {field.name: getattr(data, field.name) for field in fields(data)} | {
        "strings": page_words(),
        "tiles": tiles,
    }
    payload["places"] = [numbered(place) for place in data.places]
    payload["layers"] = [
        asdict(replace(layer, features=())) | {"features": [numbered(feature) for feature in layer.features]}
        for layer in data.layers
    ]
    text = _dumps(payload).removesuffix("}") + f',"shapes":[{",".join(shapes)}]}}'
    for char, escaped in UNSAFE.items():
        text = text.replace(char, escaped)
    return text


def _dumps(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _rounded(geometry: Record) -> Record:
    def walk(value: Any) -> Any:  # noqa: ANN401 - coordinates nest to any depth
        return [walk(item) for item in value] if isinstance(value, list | tuple) else round(value, PLACES_DECIMALS)

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def _plain(value: Any) -> Any:  # noqa: ANN401 - cells of a table
    """Return a cell as JSON knows it; missing values become None."""
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items() if _plain(item) is not None}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _plain_row(raw: dict[Any, Any]) -> Record:
    plain = {str(key): _plain(value) for key, value in raw.items() if key != "geometry"}
    row = {key: value for key, value in plain.items() if value not in (None, "", [], "NaT", "<NA>")}
    if "place_id" not in row and "lon" in row:  # coordinates from the text: a place of their own
        row["place_id"] = f"{POSITION}{row['lat']},{row['lon']}"
    return row


def _mention(row: Record, number: dict[str, int]) -> Record:
    sentence = row.get("sentence", "")
    found = {field: row[field] for field in MENTION_FIELDS if field in row}
    meant = (row.get("place_id"), row.get("modifier", {}).get("to"))
    if "candidates" in found:
        found["candidates"] = [item for item in row["candidates"] if item["place_id"] not in meant]
    if row.get("form") == "reference":
        found["form"] = "reference"
    if row.get("item") != row.get("place_id"):
        found["item"] = row["item"]
    marks = [_mark(name, sentence, int(row.get("sentence_start", 0))) for name in (row, row.get("second", {}))]
    return found | {"sentence": number[sentence], "mark": marks[0] + marks[1]}


def _mark(name: Record, sentence: str, sentence_start: int) -> list[int]:
    """Return where a name stands in its sentence, in code points; empty when it is not there."""
    surface = name.get("surface", "")
    first = int(name.get("start", 0)) - sentence_start
    if surface and sentence[max(first, 0) : first + len(surface)] != surface:
        first = sentence.find(surface)
    return [first, first + len(surface)] if surface and first >= 0 else []


def _places(rows: list[Record], atlas: Atlas) -> Iterable[Record]:
    """Yield each item once, ordered by id."""
    first: dict[str, Record] = {}
    for row in sorted(rows, key=lambda row: "modifier" in row):  # of "south of X" the position is not that of X
        if "item" in row:
            first.setdefault(row["item"], row)
    areas = shapes(first.values(), atlas.geodata)
    for item, row in sorted(first.items()):
        yield _relative(row, areas, atlas) if item.startswith(RELATIVE) else _place(item, row, atlas)


def _place(place_id: str, row: Record, atlas: Atlas) -> Record:
    own, known = {} if "modifier" in row else row, atlas.locations.get(place_id, {})
    name = row.get("name") or place_id.removeprefix(POSITION).replace(",", ", ")
    place = {"place_id": place_id, "feature": row.get("feature", ""), "names": {"en": name} | atlas.names(place_id)}
    place["parents"] = _parents(place_id, atlas)
    place["geometry"] = atlas.shape(place_id)
    position = {key: float(known.get(key) or own.get(key) or 0) for key in ("lon", "lat", "accuracy_m")}
    return place | (position if position["lon"] or position["lat"] else {})


def _relative(row: Record, areas: dict[str, Record], atlas: Atlas) -> Record:
    """Return the item of "south of X": the page makes its name, in the reader's language, from what is `relative`."""
    site = site_of(row)
    said: Record = {"kind": site.kind, "anchors": [row["place_id"], *([row["modifier"]["to"]] if site.to else [])]}
    said |= {"bearing_deg": site.bearing_deg, "distance_m": site.distance_m}
    if site.kind == "within":
        said["name"] = row.get("surface", "")
    return {
        "place_id": row["item"],
        "feature": row.get("feature", ""),
        "names": {},
        "parents": _parents(site.place_id, atlas),
        "geometry": atlas.shape(site.place_id) if site.kind == "within" else areas.get(row["item"]),
        "relative": {key: value for key, value in said.items() if value is not None},
    } | ({key: float(row.get(key, 0)) for key in ("lon", "lat", "accuracy_m")} if "lon" in row else {})


def _others(rows: list[Record], places: tuple[Record, ...], atlas: Atlas) -> Record:
    """Return name and feature of the places that are no item, but considered for one or named in it."""
    named = {anchor for place in places for anchor in place.get("relative", {}).get("anchors", ())}
    considered = {item["place_id"] for row in rows for item in row.get("candidates", [])}
    written = {row["place_id"]: row["name"] for row in rows if "place_id" in row and "name" in row}
    return {
        place_id: {
            "names": atlas.names(place_id) or {"en": written.get(place_id, place_id)},
            "feature": atlas.places.get(place_id, {}).get("feature", ""),
        }
        for place_id in sorted((named | considered) - {place["place_id"] for place in places})
    }


def _parents(place_id: str, atlas: Atlas) -> list[Record]:
    parents = atlas.places.get(place_id, {}).get("parents", "").split("|")
    return [atlas.names(parent.strip()) for parent in parents if parent.strip()]


def _words(geodata: GeoData, resource: str) -> dict[str, dict[str, str]]:
    """Return a vocabulary by key: the cells of its language columns."""
    if resource not in geodata.resources:
        return {}
    other = ("key", "definition")
    rows = geodata.table(resource)
    return {row["key"]: by_language({name: row[name] for name in row if name not in other}, "") for row in rows}


def _themes(rows: list[Record], geodata: GeoData) -> dict[str, dict[str, str]]:
    """Return the titles of the themes that the mentions tell of."""
    told = {theme["theme"] for row in rows for theme in row.get("themes", ())}
    types = geodata.table("theme-types") if "theme-types" in geodata.resources else []
    return {row["theme"]: by_language(row, "title") for row in types if row["theme"] in told}


def _claims(geodata: GeoData) -> Iterable[Record]:
    """Yield the claims about length, with who said so and when."""
    rows = geodata.table("claims") if "claims" in geodata.resources else []
    for row in rows:
        if row.get("kind") == "length" and row.get("claimed_length_km"):
            wanted = ("claimed_length_km", "who", "role", "date", "extent_or_place", "source", "note")
            claim = {field: row[field] for field in wanted if row.get(field)}
            yield claim if row.get("extent_or_place") else claim | {"extent_or_place": row.get("extent", "")}


def _sources(geodata: GeoData, layers: tuple[Layer, ...], atlas: Atlas) -> Iterable[Record]:
    """Yield what the drawn resources go back to, as the package describes it; those of one origin together."""
    shown = {layer.resource for layer in layers} | {row.get("geometry", "") for row in atlas.locations.values()}
    shown |= {name for prefix in ("places", "names", "locations", "claims") for name in geodata.group(prefix)}
    titles: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for name, resource in geodata.resources.items():
        sources = tuple(item.get("title", "") for item in resource.get("sources", []))
        licences = tuple(item.get("title") or item.get("name", "") for item in resource.get("licenses", []))
        if sources and name in shown:
            titles.setdefault((sources, licences), []).append(resource.get("title", name))
    for (sources, licences), names in titles.items():
        yield {"title": ", ".join(names), "sources": sources, "licences": licences}


def _length_km(layers: tuple[Layer, ...]) -> float | None:
    """Return the geodesic length of the drawn centreline, measured anew from its vertices."""
    lines = [item["geometry"] for layer in layers if layer.resource == "centreline" for item in layer.features]
    lengths = [length_km(LineString(line["coordinates"])) for line in lines]
    return round(sum(lengths), 1) if lengths else None
