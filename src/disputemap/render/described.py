"""Items -> what a page says of each, as columns: names, place, extent, and how it lies to the corridor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.atlas import ENGLISH
from disputemap.ragged import expand, owners, to_offsets
from disputemap.render.codes import Coded, coded, first_rows
from disputemap.render.facts import short
from disputemap.render.items import POSITION, RELATIVE, shapes, site_of
from disputemap.render.rows import PLACE_FIELDS, Rows
from disputemap.table import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from disputemap.atlas import Atlas

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

Record = dict[str, Any]

WHERE = ("lon", "lat", "accuracy_m")
NUMBERS = (*WHERE, *(name for name in PLACE_FIELDS if name in DIGITS))
TEXTS = ("feature", *(name for name in PLACE_FIELDS if name not in DIGITS))
ALONG = ("chainage_km", "station_km")  # said of what the corridor reaches, as the sector is
DIVISIONS = ("adm1", "adm2", "adm3", "disputed", "region")
SITE = ("place_id", "modifier", "surface")


class Names(NamedTuple):
    """Names of n items in other languages than English: those of item i are `texts[offsets[i]:offsets[i + 1]]`."""

    offsets: Ints
    texts: pa.Array
    languages: Coded


class Parents(NamedTuple):
    """The places that n items lie in: those of item i are number `offsets[i]` to `offsets[i + 1]` of `ids`."""

    offsets: Ints
    ids: Coded


@dataclass(frozen=True)
class Places:
    """The n items of a map, ordered by id.

    `english` is the name of each, empty for what lies relative to places, `others` are its other names. `numbers` are
    floats by name, NaN where there is none, `texts` codes. `shapes` are GeoJSON geometries by number of the item,
    `relative` what is said of relative ones.
    """

    ids: list[str]
    english: pa.Array
    others: Names
    parents: Parents
    numbers: Mapping[str, Floats]
    texts: Mapping[str, Coded]
    shapes: Mapping[int, Record]
    relative: Mapping[int, Record]

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The items as records, empty cells left out: for few of them."""
        languages, parents = self.others.languages.distinct.to_pylist(), self.parents.ids.distinct.to_pylist()
        found: list[Record] = [
            {
                "place_id": place_id,
                "feature": "",
                "names": {} if item in self.relative else {ENGLISH: name},
                "parents": [],
                "geometry": self.shapes.get(item),
                **({"relative": self.relative[item]} if item in self.relative else {}),
            }
            for item, (place_id, name) in enumerate(zip(self.ids, self.english.to_pylist(), strict=True))
        ]
        for item, name, code in zip(
            owners(self.others.offsets).tolist(),
            self.others.texts.to_pylist(),
            self.others.languages.codes.tolist(),
            strict=True,
        ):
            found[item]["names"][languages[code]] = name
        for item, code in zip(owners(self.parents.offsets).tolist(), self.parents.ids.codes.tolist(), strict=True):
            found[item]["parents"].append(parents[code])
        for name, item, value in chain(_numbers_of(self), _texts_of(self)):
            found[item][name] = value
        return tuple(found)


def _numbers_of(places: Places) -> Iterator[tuple[str, int, Any]]:
    for name, values in places.numbers.items():
        there = np.flatnonzero(~np.isnan(values))
        for item, value in zip(there.tolist(), values[there].tolist(), strict=True):
            yield name, item, short(value)


def _texts_of(places: Places) -> Iterator[tuple[str, int, Any]]:
    for name, (codes, distinct) in places.texts.items():
        there, texts = np.flatnonzero(codes >= 0), distinct.to_pylist()
        for item in there.tolist():
            yield name, item, texts[codes[item]]


def places_of(rows: Rows, atlas: Atlas) -> Places:
    """Return the items of rows."""
    table = rows.table.take(pa.array(rows.first)).combine_chunks()
    known = atlas.numbers(table["place_id"].combine_chunks().dictionary_decode())
    apart = [item for item, place_id in enumerate(rows.items) if place_id.startswith(RELATIVE)]
    told = dict(zip(apart, rows.records(rows.first[apart], *SITE), strict=True))
    within = known.copy()  # the place in whose parents an item lies
    within[apart] = [atlas.number(site_of(row).place_id) for row in told.values()]
    known[apart] = -1
    return Places(
        ids=rows.items,
        english=_english(table, rows.items, known, atlas),
        others=_others(known, atlas),
        parents=_parents(within, atlas),
        numbers=_positions(table, known, apart, atlas) | _measured(table),
        texts={name: coded(_filled(table, name)) for name in TEXTS},
        shapes=_shapes(rows.items, known, told, atlas),
        relative={item: _relative(row) for item, row in told.items()},
    )


def _filled(table: pa.Table, name: str) -> pa.Array:
    """Return a column of texts in which empty ones are missing."""
    texts = table[name].combine_chunks().dictionary_decode()
    return pc.if_else(pc.equal(texts, ""), None, texts)


def _floats(table: pa.Table, name: str) -> Floats:
    found: Floats = table[name].combine_chunks().to_numpy(zero_copy_only=False).astype(np.float64)
    return found


def _measured(table: pa.Table) -> dict[str, Floats]:
    """Return how items lie to the corridor; to name the kilometre of one that lies outside would mislead."""
    outside = pc.fill_null(pc.equal(_filled(table, "relation"), "outside"), False).to_numpy(zero_copy_only=False)  # noqa: FBT003
    values = {name: _floats(table, name) for name in NUMBERS[len(WHERE) :]}
    return values | {name: np.where(outside, np.nan, values[name]) for name in ALONG}


def _english(table: pa.Table, ids: list[str], known: Ints, atlas: Atlas) -> pa.Array:
    """Return the name that the atlas has for each item, else the one of the table, else the id or position."""
    bare = pa.array([place_id.removeprefix(POSITION).replace(",", ", ") for place_id in ids], pa.string())
    named = pc.coalesce(atlas.english.take(pa.array(known, mask=known < 0)), _filled(table, "name"), bare)
    return pc.if_else(pc.starts_with(pa.array(ids, pa.string()), RELATIVE), "", named)


def _others(known: Ints, atlas: Atlas) -> Names:
    offsets, at = _spread(atlas.others.offsets, known)
    return Names(offsets, atlas.others.texts.take(at), coded(atlas.languages.take(at)))


def _parents(within: Ints, atlas: Atlas) -> Parents:
    offsets, at = _spread(atlas.parents.offsets, within)
    return Parents(offsets, coded(atlas.parents.texts.take(at)))


def _spread(offsets: Ints, places: Ints) -> tuple[Ints, pa.Array]:
    """Return where the lists of some places start, and where in the atlas their items are; place -1 has none."""
    rows = np.where(places < 0, len(offsets) - 1, places)
    more = np.append(offsets, offsets[-1])
    return to_offsets(np.diff(more)[rows]), pa.array(expand(more, rows).at)


def _positions(table: pa.Table, known: Ints, apart: list[int], atlas: Atlas) -> dict[str, Floats]:
    """Return positions and their accuracy: of the atlas, or else what a row says of the item itself."""
    own = ~table["modifier"].combine_chunks().is_valid().to_numpy(zero_copy_only=False)
    own[apart] = True
    found = {}
    for name in WHERE:
        of_atlas = np.append(atlas.position[name], np.nan)[known]  # the last is of -1
        told = np.where(own, _floats(table, name), np.nan)
        found[name] = np.nan_to_num(np.where(np.isnan(of_atlas), told, of_atlas))
    there = (found["lon"] != 0) | (found["lat"] != 0)
    return {name: np.where(there, values, np.nan) for name, values in found.items()}


def _shapes(ids: list[str], known: Ints, told: Mapping[int, Record], atlas: Atlas) -> dict[int, Record]:
    """Return the extents that are known: of places, of what is relative to them, and of where an unknown name lies."""
    areal = atlas.resource.take(pa.array(known, mask=known < 0)).is_valid().to_numpy(zero_copy_only=False)
    found = {item: atlas.shape(ids[item]) for item in np.flatnonzero(areal).tolist()}
    sites = {item: site_of(row) for item, row in told.items()}
    found |= {item: atlas.shape(site.place_id) for item, site in sites.items() if site.kind == "within"}
    found |= shapes({item: site for item, site in sites.items() if site.kind != "within"}, atlas.geodata)
    return {item: shape for item, shape in found.items() if shape}


def _relative(row: Record) -> Record:
    """Return what is said of an item: the page makes its name of it, in the reader's language."""
    site = site_of(row)
    said: Record = {"kind": site.kind, "anchors": [row["place_id"], *([row["modifier"]["to"]] if site.to else [])]}
    said |= {"bearing_deg": site.bearing_deg, "distance_m": site.distance_m}
    if site.kind == "within":
        said["name"] = row.get("surface", "")
    return {key: short(value) for key, value in said.items() if value is not None}


def others_of(rows: Rows, places: Places, atlas: Atlas) -> Record:
    """Return name and feature of the places that are no item, but considered for one or named in it."""
    named = {anchor for said in places.relative.values() for anchor in said["anchors"]}
    named |= {place_id for name in DIVISIONS for place_id in places.texts[name].distinct.to_pylist()}
    named |= {*places.parents.ids.distinct.to_pylist(), *rows.candidates[1]}
    others = sorted(named.difference(places.ids))
    written = _written(rows, {place_id for place_id in others if atlas.number(place_id) < 0})
    return {
        place_id: {
            "names": atlas.names_of(place_id) or {ENGLISH: written.get(place_id, place_id)},
            "feature": atlas.feature_of(place_id),
        }
        for place_id in others
    }


def _written(rows: Rows, wanted: set[str]) -> dict[str, str]:
    """Return the names that the table gives to some places."""
    found = rows.coded("place_id")
    first = first_rows(found.codes)
    few = np.array([place_id in wanted for place_id in found.distinct.to_pylist()], bool)
    met = rows.records(first[few], "place_id", "name")
    return {row["place_id"]: row["name"] for row in met if "name" in row}
