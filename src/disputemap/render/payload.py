"""mentions + GeoData -> what the page knows: `MapData`, and the data island that carries it.

Every text of a document goes through here and nowhere else: into a compressed island, which HTML sees as letters, so
that no text can end the island or become markup, script or template (design rule 3).

The rows of mentions are columns all the way (`rows`, `codes`); what is made one by one are places, layers and words.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from shapely import LineString

from disputemap.crs import length_km
from disputemap.layers import Atlas, Layer, build_layers, by_language, visible
from disputemap.render.assets import page_words
from disputemap.render.codes import coded, first_rows
from disputemap.render.geometries import Geometries
from disputemap.render.island import Island
from disputemap.render.items import POSITION, RELATIVE, shapes, site_of
from disputemap.render.rows import CANDIDATE, PLACE_FIELDS, Rows, as_table, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from disputemap.geodata import GeoData

Record = dict[str, Any]

DIVISIONS = ("adm1", "adm2", "adm3", "disputed", "region")
SITE = ("place_id", "name", "feature", "lon", "lat", "accuracy_m", "modifier", "surface", *PLACE_FIELDS)
MENTION_FIELDS = (
    "doc", "surface", "lang", "form", "place_id", "role", "score", "reasons", "candidates", "modifier", "relation",
    "date", "source", "title", "themes", "sentence",
)  # fmt: skip


@dataclass(frozen=True)
class MapData:
    """What a map says.

    `view` and `bounds` are (lon0, lat0, lon1, lat1). `rows` are the mentions. `places` are the distinct items that they
    name: places, positions, and what is `relative` to places; item i of `rows.items` is place i. `others` are places
    that were only considered, or that an item is relative to or lies in. `words` holds the package's vocabularies, by
    key and language. `input_hash` is the SHA-256 of the mentions.
    """

    title: str
    lang: str
    as_of: str
    version: str
    data_version: str
    input_hash: str
    view: tuple[float, ...]
    bounds: tuple[float, ...]
    layers: tuple[Layer, ...]
    places: tuple[Record, ...]
    others: Record
    rows: Rows
    words: dict[str, dict[str, dict[str, str]]]
    claims: tuple[Record, ...]
    sources: tuple[Record, ...]
    length_km: float | None = None

    @cached_property
    def mentions(self) -> tuple[Record, ...]:
        """The rows as records, empty cells left out: for few of them.

        Each has `item`, the id of what it counts for, if any; `area_of` is the number of the row whose area it names.
        """
        rows = self.rows
        found = rows.records(np.arange(len(rows)), *MENTION_FIELDS)
        for row, item, holder in zip(found, rows.item.tolist(), rows.area_of.tolist(), strict=True):
            row.update({"item": rows.items[item]} if item >= 0 else {})
            row.update({"area_of": holder} if holder >= 0 else {})
        return tuple(found)


def map_data(
    mentions: pd.DataFrame | pa.Table,
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
    table = as_table(mentions)
    rows = Rows(table)
    places = tuple(_places(rows, atlas))
    settings = geodata.settings
    return MapData(
        title=title,
        lang=lang,
        as_of=str(settings.get("as_of", "")),
        version=version("disputemap"),
        data_version=str(geodata.descriptor.get("version", "")),
        input_hash=fingerprint(table),
        view=tuple(settings.get("view", settings.get("bounds", ()))),
        bounds=tuple(settings.get("bounds", ())),
        layers=layers,
        places=places,
        others=_others(rows, places, atlas),
        rows=rows,
        words={name: _words(geodata, name) for name in ("captions", "features")} | {"themes": _themes(rows, geodata)},
        claims=tuple(_claims(geodata)),
        sources=tuple(_sources(geodata, layers, atlas)),
        length_km=_length_km(layers),
    )


def to_island(data: MapData, *, tiles: Record | None = None, start: str = "") -> str:
    """Return the data island of a page: a compressed stream in base64, see `disputemap.render.island`.

    Parameters
    ----------
    data
        What the map says.
    tiles
        `url` and `attribution` of tiles to lay below everything.
    start
        Filters and view at the start, as the page writes them behind the `#` of its address.
    """
    island, geometries = Island(), Geometries()
    head = {name: getattr(data, name) for name in HEAD} | {"strings": page_words(), "tiles": tiles, "start": start}
    parents: dict[str, int] = {}
    head["places"] = [_placed(place, geometries, parents) for place in data.places]
    head["parents"] = list(parents)
    head["layers"] = [
        asdict(replace(layer, features=()))
        | {"features": [item | {"geometry": geometries.add(item["geometry"])} for item in layer.features]}
        for layer in data.layers
    ]
    geometries.write(island)
    head |= _write_rows(data.rows, island)
    return island.encoded(head)


HEAD = (
    "title", "lang", "as_of", "version", "data_version", "input_hash", "view", "bounds", "others", "words", "claims",
    "sources", "length_km",
)  # fmt: skip


def _write_rows(rows: Rows, island: Island) -> Record:
    """Write the rows as columns; return what of them belongs into the head."""
    naming, document = first_rows(rows.naming), first_rows(rows.document)
    island.numbers("naming", rows.naming)
    island.numbers("role", rows.role)
    island.numbers("score", rows.score)
    island.numbers("document", rows.document, steps=True)
    island.numbers("sentence", rows.sentence.codes, steps=True)
    island.numbers("mark", rows.marks.first)
    island.texts("sentences", rows.sentence.distinct)
    held = np.flatnonzero(rows.area_of >= 0)
    island.numbers("area", held, steps=True)
    island.numbers("area.of", rows.area_of[held])
    seconds, marks = rows.seconds
    island.numbers("second", seconds, steps=True)
    island.numbers("second.mark", marks.first)
    island.numbers("second.size", marks.size)
    parts = (_write_namings(rows, naming, island), _write_documents(rows, document, island), _write_lists(rows, island))
    return {name: value for part in parts for name, value in part.items()}


def _write_namings(rows: Rows, first: np.ndarray[Any, Any], island: Island) -> Record:
    surface, lang, form = (rows.coded(name) for name in ("surface", "lang", "form"))
    island.numbers("naming.place", rows.item[first])
    island.texts("naming.surface", _spread(surface.distinct, surface.codes[first]))
    island.numbers("naming.lang", lang.codes[first])
    island.numbers("naming.form", form.codes[first])
    return {"langs": lang.distinct.to_pylist(), "forms": form.distinct.to_pylist()}


def _write_documents(rows: Rows, first: np.ndarray[Any, Any], island: Island) -> Record:
    doc, title, source, date = (rows.coded(name) for name in ("doc", "title", "source", "date"))
    island.texts("document.id", _spread(doc.distinct, doc.codes[first]))
    island.numbers("document.title", title.codes[first], steps=True)
    island.texts("titles", title.distinct)
    island.numbers("document.source", source.codes[first])
    island.numbers("document.date", date.codes[first])
    return {"outlets": source.distinct.to_pylist(), "dates": date.distinct.to_pylist()}


def _spread(values: pa.Array, codes: np.ndarray[Any, Any]) -> pa.Array:
    return values.take(pa.array(codes, mask=codes < 0))


def _write_lists(rows: Rows, island: Island) -> Record:
    """Write what a mention has several of, and what few mentions have."""
    reasons, texts = rows.reasons
    candidates, ids = rows.candidates
    themes, cues = rows.themes
    modified, modifier, said = rows.modifiers
    for name, lists, items in (
        ("reasons", reasons, reasons.items),
        ("told", themes, themes.items),
        ("candidates", candidates, candidates.items // CANDIDATE),
    ):
        island.numbers(name, lists.codes)
        island.numbers(f"{name}.sizes", np.diff(lists.offsets))
        island.numbers(f"{name}.items", items)
    island.numbers("candidates.scores", candidates.items % CANDIDATE)
    island.texts("reasons.texts", texts)
    island.numbers("modified", modified, steps=True)
    island.numbers("modifier", modifier)
    return {"cues": cues, "modifiers": said, "considered": ids, "themes": sorted({cue["theme"] for cue in cues})}


def _placed(place: Record, geometries: Geometries, parents: dict[str, int]) -> Record:
    """Return a place with numbers for its geometry and the places it lies in."""
    numbers = [parents.setdefault(parent, len(parents)) for parent in place["parents"]]
    return place | {"geometry": geometries.add(place["geometry"]), "parents": numbers}


def _places(rows: Rows, atlas: Atlas) -> Iterable[Record]:
    """Yield each item once, ordered by id."""
    told = dict(zip(rows.items, rows.records(rows.first, *SITE), strict=True))
    areas = shapes({item: site_of(row) for item, row in told.items() if item.startswith(RELATIVE)}, atlas.geodata)
    for item, row in told.items():
        place = _relative(item, row, areas, atlas) if item.startswith(RELATIVE) else _place(item, row, atlas)
        yield place | {name: _short(row[name]) for name in PLACE_FIELDS if name in row}


def _short(value: Any) -> Any:  # noqa: ANN401 - a cell
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _place(place_id: str, row: Record, atlas: Atlas) -> Record:
    own, known = {} if "modifier" in row else row, atlas.locations.get(place_id, {})
    name = row.get("name") or place_id.removeprefix(POSITION).replace(",", ", ")
    place = {"place_id": place_id, "feature": row.get("feature", ""), "names": {"en": name} | atlas.names(place_id)}
    place["parents"] = _parents(place_id, atlas)
    place["geometry"] = atlas.shape(place_id)
    position = {key: _short(float(known.get(key) or own.get(key) or 0)) for key in ("lon", "lat", "accuracy_m")}
    return place | (position if position["lon"] or position["lat"] else {})


def _relative(item: str, row: Record, areas: dict[str, Record], atlas: Atlas) -> Record:
    """Return the item of "south of X": the page makes its name, in the reader's language, from what is `relative`."""
    site = site_of(row)
    said: Record = {"kind": site.kind, "anchors": [row["place_id"], *([row["modifier"]["to"]] if site.to else [])]}
    said |= {"bearing_deg": site.bearing_deg, "distance_m": site.distance_m}
    if site.kind == "within":
        said["name"] = row.get("surface", "")
    return {
        "place_id": item,
        "feature": row.get("feature", ""),
        "names": {},
        "parents": _parents(site.place_id, atlas),
        "geometry": atlas.shape(site.place_id) if site.kind == "within" else areas.get(item),
        "relative": {key: _short(value) for key, value in said.items() if value is not None},
    } | ({key: _short(row.get(key, 0.0)) for key in ("lon", "lat", "accuracy_m")} if "lon" in row else {})


def _others(rows: Rows, places: tuple[Record, ...], atlas: Atlas) -> Record:
    """Return name and feature of the places that are no item, but considered for one or named in it."""
    named = {anchor for place in places for anchor in place.get("relative", {}).get("anchors", ())}
    named |= {place[name] for place in places for name in DIVISIONS if name in place}
    named |= {parent for place in places for parent in place["parents"]}
    _, considered = rows.candidates
    found = coded(rows.table["place_id"])
    met = rows.records(first_rows(found.codes), "place_id", "name")
    written = {row["place_id"]: row["name"] for row in met if "place_id" in row and "name" in row}
    return {
        place_id: {
            "names": atlas.names(place_id) or {"en": written.get(place_id, place_id)},
            "feature": atlas.places.get(place_id, {}).get("feature", ""),
        }
        for place_id in sorted((named | {*considered}) - {place["place_id"] for place in places})
    }


def _parents(place_id: str, atlas: Atlas) -> list[str]:
    parents = atlas.places.get(place_id, {}).get("parents", "").split("|")
    return [parent.strip() for parent in parents if parent.strip()]


def _words(geodata: GeoData, resource: str) -> dict[str, dict[str, str]]:
    """Return a vocabulary by key: the cells of its language columns."""
    if resource not in geodata.resources:
        return {}
    other = ("key", "definition")
    rows = geodata.table(resource)
    return {row["key"]: by_language({name: row[name] for name in row if name not in other}, "") for row in rows}


def _themes(rows: Rows, geodata: GeoData) -> dict[str, dict[str, str]]:
    """Return the titles of the themes that the mentions tell of."""
    told = {cue["theme"] for cue in rows.themes[1]}
    types = geodata.table("theme-types") if "theme-types" in geodata.resources else []
    return {row["theme"]: by_language(row, "title") for row in types if row["theme"] in told}


CLAIM = (
    "claim_id", "kind", "claimed_length_km", "claimed_value", "unit", "computed_length_km", "party", "who", "role",
    "date", "extent_or_place", "implies", "stretch", "from_km", "to_km", "width_min_km", "width_max_km", "why",
    "paraphrase", "source", "note",
)  # fmt: skip


def _claims(geodata: GeoData) -> Iterable[Record]:
    """Yield what is claimed of the corridor, with who said so and when, and which part of it that implies."""
    rows = geodata.table("claims") if "claims" in geodata.resources else []
    for number, row in enumerate(rows):
        claim: Record = {"claim_id": f"claim-{number}"} | {field: row[field] for field in CLAIM if row.get(field)}
        claim |= {field: _short(float(row[field])) for field in ("from_km", "to_km") if row.get(field)}
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
