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
from urllib.parse import quote

import numpy as np
import pyarrow as pa

from disputemap.layers import Atlas, Layer, build_layers, visible
from disputemap.render.assets import page_words
from disputemap.render.codes import first_rows
from disputemap.render.described import others_of, places_of
from disputemap.render.facts import claims_of, corridor_of, length_of, sources_of, themes_of, words_of
from disputemap.render.geometries import Geometries
from disputemap.render.island import Island
from disputemap.render.rows import CANDIDATE, Rows, as_table, fingerprint

if TYPE_CHECKING:
    import pandas as pd

    from disputemap.geodata import GeoData

Record = dict[str, Any]

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
    corridor: Record
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
    places = tuple(places_of(rows, atlas))
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
        others=others_of(rows, places, atlas),
        rows=rows,
        words={name: words_of(geodata, name) for name in ("captions", "features")}
        | {"themes": themes_of({cue["theme"] for cue in rows.themes[1]}, geodata)},
        corridor=corridor_of(geodata),
        claims=tuple(claims_of(geodata)),
        sources=tuple(sources_of(geodata, layers, atlas)),
        length_km=length_of(layers),
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
    claim = f"claim={quote(data.corridor['claim'])}" if "claim" in data.corridor else ""
    begin = "&".join(filter(None, [start, claim]))  # what the claim implies is shown until the reader chooses otherwise
    head = {name: getattr(data, name) for name in HEAD} | {"strings": page_words(), "tiles": tiles, "start": begin}
    parents: dict[str, int] = {}
    head["places"] = [_placed(place, geometries, parents) for place in data.places]
    head["parents"] = list(parents)
    head["claims"] = [
        claim | ({"bands": [geometries.add(band) for band in claim["bands"]]} if "bands" in claim else {})
        for claim in data.claims
    ]
    head["layers"] = [
        asdict(replace(layer, features=()))
        | {"features": [item | {"geometry": geometries.add(item["geometry"])} for item in layer.features]}
        for layer in data.layers
    ]
    geometries.write(island)
    head |= _write_rows(data.rows, island)
    return island.encoded(head)


HEAD = (
    "title", "lang", "as_of", "version", "data_version", "input_hash", "view", "bounds", "others", "words", "sources",
    "length_km", "corridor",
)  # fmt: skip


def _write_rows(rows: Rows, island: Island) -> Record:
    """Write the rows as columns; return what of them belongs into the head."""
    naming, document = first_rows(rows.naming), first_rows(rows.document)
    saying = first_rows(rows.saying)
    island.numbers("saying", rows.saying)
    island.numbers("saying.naming", rows.naming[saying])
    island.numbers("saying.sentence", rows.sentence.codes[saying])
    island.numbers("saying.mark", rows.marks.first[saying])
    island.numbers("role", rows.role)
    island.numbers("score", rows.score)
    island.numbers("document", rows.document)
    island.texts("sentences", rows.sentence.distinct)
    held = np.flatnonzero(rows.area_of >= 0)
    island.numbers("area", held)
    island.numbers("area.of", rows.area_of[held])
    seconds, marks = rows.seconds
    island.numbers("second", seconds)
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
    island.numbers("document.title", title.codes[first])
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
    island.numbers("modified", modified)
    island.numbers("modifier", modifier)
    return {"cues": cues, "modifiers": said, "considered": ids, "themes": sorted({cue["theme"] for cue in cues})}


def _placed(place: Record, geometries: Geometries, parents: dict[str, int]) -> Record:
    """Return a place with numbers for its geometry and the places it lies in."""
    numbers = [parents.setdefault(parent, len(parents)) for parent in place["parents"]]
    return place | {"geometry": geometries.add(place["geometry"]), "parents": numbers}
