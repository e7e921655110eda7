"""mentions + GeoData -> what the page knows: `MapData`, and the data island that carries it.

Every text of a document goes through here and nowhere else: into a compressed island, which HTML sees as letters, so
that no text can end the island or become markup, script or template (design rule 3).

The rows of mentions and the places are columns all the way (`rows`, `described`); what is made one by one are the
layers and words of the data package (`package`), and what lies relative to places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa

from disputemap import __version__
from disputemap.layers import Layer, visible
from disputemap.render.assets import page_words
from disputemap.render.codes import distinct_lists, first_rows
from disputemap.render.described import NUMBERS, Places, others_of, places_of
from disputemap.render.facts import themes_of
from disputemap.render.island import Island
from disputemap.render.package import Package, package_of
from disputemap.render.rows import CANDIDATE, Rows, as_table, fingerprint
from disputemap.table import DIGITS

if TYPE_CHECKING:
    import pandas as pd

    from disputemap.geodata import GeoData
    from disputemap.render.codes import Lists
    from disputemap.render.geometries import Geometries

Record = dict[str, Any]

MENTION_FIELDS = (
    "doc", "surface", "lang", "form", "place_id", "role", "score", "reasons", "candidates", "modifier", "relation",
    "date", "source", "title", "themes", "sentence",
)  # fmt: skip


@dataclass(frozen=True)
class MapData:
    """What a map says.

    `view` and `bounds` are (lon0, lat0, lon1, lat1). `rows` are the mentions. `items` are the distinct things that they
    name: places, positions, and what is relative to places; item i of `rows.items` is item i. `others` are places
    that were only considered, or that an item is relative to or lies in. `package` is what is shown of the data
    package, `layers` its layers, visible or not as was asked for. `words` holds the vocabularies, by key and language.
    `input_hash` is the SHA-256 of the mentions.
    """

    title: str
    lang: str
    as_of: str
    version: str
    data_version: str
    input_hash: str
    view: tuple[float, ...]
    bounds: tuple[float, ...]
    package: Package
    layers: tuple[Layer, ...]
    items: Places
    others: Record
    rows: Rows
    words: dict[str, dict[str, dict[str, str]]]

    @property
    def places(self) -> tuple[Record, ...]:
        """The items as records: for few of them."""
        return self.items.records

    @property
    def corridor(self) -> Record:
        """Which corridor is shown."""
        return self.package.corridor

    @property
    def claims(self) -> tuple[Record, ...]:
        """What is claimed of it."""
        return self.package.claims

    @property
    def sources(self) -> tuple[Record, ...]:
        """What the package goes back to."""
        return self.package.sources

    @property
    def length_km(self) -> float | None:
        """The geodesic length of the centreline."""
        return self.package.length_km

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
    package = package_of(geodata)
    layers = visible(package.layers, shown)
    table = as_table(mentions)
    rows = Rows(table)
    items = places_of(rows, package.atlas)
    settings = geodata.settings
    return MapData(
        title=title,
        lang=lang,
        as_of=str(settings.get("as_of", "")),
        version=__version__,
        data_version=str(geodata.descriptor.get("version", "")),
        input_hash=fingerprint(table),
        view=tuple(settings.get("view", settings.get("bounds", ()))),
        bounds=tuple(settings.get("bounds", ())),
        package=package,
        layers=layers,
        items=items,
        others=others_of(rows, items, package.atlas),
        rows=rows,
        words={**package.words, "themes": themes_of({cue["theme"] for cue in rows.themes[1]}, geodata)},
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
    island, geometries = Island(), data.package.geometries.copy()
    claim = f"claim={quote(data.corridor['claim'])}" if "claim" in data.corridor else ""
    begin = "&".join(filter(None, [start, claim]))  # what the claim implies is shown until the reader chooses otherwise
    head = {name: getattr(data, name) for name in HEAD} | {"strings": page_words(), "tiles": tiles, "start": begin}
    head |= data.package.told
    head["layers"] = [
        told | {"visible": layer.visible} for told, layer in zip(head["layers"], data.layers, strict=True)
    ]
    head["items"] = _write_items(data.items, island)
    island.numbers("item.shape", _shapes(data.items, geometries))
    geometries.write(island)
    head |= _write_rows(data.rows, island)
    return island.encoded(head)


HEAD = (
    "title", "lang", "as_of", "version", "data_version", "input_hash", "view", "bounds", "others", "words", "sources",
    "length_km", "corridor",
)  # fmt: skip


def _write_items(items: Places, island: Island) -> Record:
    """Write what is said of the items as columns; return what of it belongs into the head."""
    island.texts("item.id", pa.array(items.ids, pa.string()))
    island.texts("item.english", items.english)
    tongues = distinct_lists(items.others.offsets, items.others.languages.codes)
    parents = distinct_lists(items.parents.offsets, items.parents.ids.codes)
    _write_list("item.tongues", tongues, island)
    _write_list("item.parents", parents, island)
    island.texts("item.names", items.others.texts)
    for name in NUMBERS:
        island.decimals(f"item.{name}", items.numbers[name], DIGITS[name])
    for name, texts in items.texts.items():
        island.numbers(f"item.{name}", texts.codes)
    return {
        "tongues": items.others.languages.distinct.to_pylist(),
        "parents": items.parents.ids.distinct.to_pylist(),
        "relative": [*items.relative.items()],
        **{name: texts.distinct.to_pylist() for name, texts in items.texts.items()},
    }


def _write_list(name: str, lists: Lists, island: Island) -> None:
    island.numbers(name, lists.codes)
    island.numbers(f"{name}.sizes", np.diff(lists.offsets))
    island.numbers(f"{name}.items", lists.items)


def _shapes(items: Places, geometries: Geometries) -> np.ndarray[Any, Any]:
    """Return the number of the geometry of each item, -1 for none."""
    found = np.full(len(items.ids), -1, np.int64)
    for item, shape in items.shapes.items():
        number = geometries.add(shape)
        found[item] = -1 if number is None else number
    return found


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
    island.numbers("start", rows.start)
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
    _write_list("reasons", reasons, island)
    _write_list("told", themes, island)
    _write_list("candidates", candidates._replace(items=candidates.items // CANDIDATE), island)
    island.numbers("candidates.scores", candidates.items % CANDIDATE)
    island.texts("reasons.texts", texts)
    island.numbers("modified", modified)
    island.numbers("modifier", modifier)
    return {"cues": cues, "modifiers": said, "considered": ids, "themes": sorted({cue["theme"] for cue in cues})}
