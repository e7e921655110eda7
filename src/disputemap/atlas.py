"""A data package -> what maps say of its places: names in all languages, parents, positions and shapes.

Its tables are read as columns, so that a map of ten thousand places looks all of them up at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.errors import GazetteerError
from disputemap.gazetteer import LIST_SEPARATOR
from disputemap.ragged import owners, to_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from disputemap.geodata import GeoData

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

NAME_KINDS = ("official", "local", "reporting", "transliteration")
ENGLISH, HISTORICAL = "en", "historical"
POSITION = ("lon", "lat", "accuracy_m")


class Several(NamedTuple):
    """Texts of n places, several each: those of place i are `texts[offsets[i]:offsets[i + 1]]`."""

    offsets: Ints
    texts: pa.Array


class Atlas:
    """Names, positions and shapes of places, each file read once.

    Parameters
    ----------
    geodata
        The data package. Tables it lacks count as empty; of rows for one place the last counts, names add up.

    Attributes
    ----------
    ids
        The n places of all tables; `number` says which is which.
    feature
        n texts, null where the table of places lacks one.
    parents
        The places that each lies in.
    english
        n names, null where none is known.
    others
        Names in other languages, one each; `languages` has the language of each of these.
    position
        `lon`, `lat` and `accuracy_m`: n numbers each, NaN where unknown.
    resource
        n texts: which resource holds the shape, null for none that the package has.

    Raises
    ------
    GazetteerError
        If a position is no number.
    """

    def __init__(self, geodata: GeoData) -> None:
        self.geodata = geodata
        places = self._table("places", ("place_id", "name", "feature", "parents"))
        locations = self._table("locations", ("place_id", *POSITION, "geometry"))
        names = self._table("names", ("place_id", "name", "language", "kind", "used_by"))
        tables = (places, locations, names)
        found = pa.chunked_array([chunk for table in tables for chunk in table["place_id"].chunks], pa.string())
        self.ids: pa.Array = pc.unique(found)
        self._numbers = {place_id: number for number, place_id in enumerate(self.ids.to_pylist())}
        placed, located, named = (self.numbers(table["place_id"]) for table in tables)
        name, self.feature, parents = (self._last(places[key], placed) for key in places.column_names[1:])
        self.parents = _split(parents)
        *where, self.resource = (self._last(locations[key], located) for key in locations.column_names[1:])
        self.position = {key: self._floats(key, texts) for key, texts in zip(POSITION, where, strict=True)}
        self.resource = pc.if_else(
            pc.is_in(self.resource, pa.array([*geodata.resources], pa.string())), self.resource, None
        )
        self._name(name, names, named)
        self._collections: dict[str, dict[str, Any]] = {}
        self._shapes: dict[str, dict[str, Any]] = {}

    def _table(self, prefix: str, columns: Sequence[str]) -> pa.Table:
        """Return all tables called `prefix` or `prefix-*` as one."""
        tables = [self.geodata.columns(name, columns) for name in self.geodata.group(prefix)]
        empty = pa.schema([(name, pa.string()) for name in columns]).empty_table()
        return pa.concat_tables([empty, *tables]).combine_chunks()

    def _last(self, column: pa.ChunkedArray, numbers: Ints) -> pa.Array:
        """Return what the last row of each place says, null where it has no row."""
        rows = np.full(len(self.ids), -1, np.int64)
        rows[numbers] = np.arange(len(numbers))  # of several the last one stays
        return column.combine_chunks().take(pa.array(rows, mask=rows < 0))

    def _floats(self, key: str, texts: pa.Array) -> Floats:
        try:
            numbers: Floats = pc.if_else(pc.equal(texts, ""), None, texts).cast(pa.float64()).to_numpy(False)  # noqa: FBT003
        except pa.ArrowInvalid as error:
            message = f"{self.geodata.root}: {key}: {error}; correct the row in locations"
            raise GazetteerError(message) from error
        return numbers

    def _name(self, name: pa.Array, names: pa.Table, place: Ints) -> None:
        """Choose one name a place and language; the English one is that of the table of places, if it is there."""
        rows = _preferred(names, place)
        place, chosen = place[rows], names.take(pa.array(rows))
        foreign = pc.not_equal(pc.fill_null(chosen["language"], ""), ENGLISH).to_numpy()
        english = self._last(chosen["name"].filter(pa.array(~foreign)), place[~foreign])
        self.english: pa.Array = pc.coalesce(name, english)
        others = chosen.filter(pa.array(foreign)).combine_chunks()
        offsets = to_offsets(np.bincount(place[foreign], minlength=len(self.ids)))
        self.others, self.languages = (
            Several(offsets, others["name"].combine_chunks()),
            others["language"].combine_chunks(),
        )

    def number(self, place_id: str) -> int:
        """Return the number of a place, -1 if it is unknown."""
        return self._numbers.get(place_id, -1)

    def numbers(self, place_ids: pa.Array | pa.ChunkedArray) -> Ints:
        """Return the numbers of places, -1 for those that are unknown."""
        found = pc.fill_null(pc.index_in(place_ids, self.ids, skip_nulls=True), -1)
        numbers: Ints = found.to_numpy().astype(np.int64)
        return numbers

    def names_of(self, place_id: str) -> dict[str, str]:
        """Return a place's name by language, the English one first."""
        number = self.number(place_id)
        if number < 0:
            return {}
        said = slice(*self.others.offsets[number : number + 2].tolist())
        english = self.english[number].as_py()
        names = {} if english is None else {ENGLISH: english}
        return names | dict(zip(self.languages[said].to_pylist(), self.others.texts[said].to_pylist(), strict=True))

    def feature_of(self, place_id: str) -> str:
        """Return which kind of place it is."""
        number = self.number(place_id)
        return "" if number < 0 else self.feature[number].as_py() or ""

    def position_of(self, place_id: str) -> list[float] | None:
        """Return where a place lies as GeoJSON has it, longitude first; None if that is unknown."""
        number = self.number(place_id)
        lonlat = [float(self.position[key][number]) for key in POSITION[:2]] if number >= 0 else [np.nan]
        return None if np.isnan(lonlat).any() else lonlat

    def collection(self, resource: str) -> dict[str, Any]:
        """Return a GeoJSON resource, read once."""
        if resource not in self._collections:
            self._collections[resource] = self.geodata.collection(resource)
        return self._collections[resource]

    def shape(self, place_id: str) -> dict[str, Any] | None:
        """Return the geometry that stands for the place's extent, or None if only a point is known."""
        number = self.number(place_id)
        resource = self.resource[number].as_py() if number >= 0 else None
        if resource is None:
            return None
        if resource not in self._shapes:
            self._shapes[resource] = {
                feature["properties"].get("place_id", ""): feature["geometry"]
                for feature in self.collection(resource)["features"]
            }
        return self._shapes[resource].get(place_id)


def _split(cells: pa.Array) -> Several:
    """Return the items of list cells (`a | b`)."""
    lists = pc.split_pattern(pc.fill_null(cells, ""), LIST_SEPARATOR)
    texts = pc.utf8_trim_whitespace(lists.flatten())
    there = pc.not_equal(texts, "")
    counts = np.bincount(owners(lists.offsets.to_numpy())[there.to_numpy(zero_copy_only=False)], minlength=len(cells))
    return Several(to_offsets(counts), texts.filter(there))


def _preferred(names: pa.Table, place: Ints) -> Ints:
    """Return the rows of the names that are chosen, ordered by place.

    Official names come before local ones and those before what is used in reporting, no party's own name first.
    """
    kind = pc.fill_null(pc.index_in(names["kind"], pa.array(NAME_KINDS)), len(NAME_KINDS)).to_numpy()
    owned = pc.not_equal(pc.fill_null(names["used_by"], ""), "").to_numpy()
    rows = np.flatnonzero(pc.not_equal(pc.fill_null(names["kind"], ""), HISTORICAL).to_numpy())
    rows = rows[np.lexsort((owned[rows], kind[rows], place[rows]))]
    language = pc.fill_null(names["language"], "").combine_chunks().dictionary_encode()
    tongue = language.indices.to_numpy(zero_copy_only=False)[rows].astype(np.int64)
    _, first = np.unique(place[rows] * max(len(language.dictionary), 1) + tongue, return_index=True)
    return rows[np.sort(first)]
