"""mentions -> the rows of a map, in codes: what is distinct is held once, and no row is ever an object.

A row of the map is a mention, in the order of the documents; demonyms, which name people, are left out, and "between X
and Y" is one row. The page sorts the rows by place.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from disputemap.render.codes import Coded, Lists, coded, combined, distinct_lists, first_rows, truths
from disputemap.render.items import area_of, as_one, items_of, pairs_of
from disputemap.render.spans import Marks, find_marks
from disputemap.table import SCHEMA, normal

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Ints = npt.NDArray[np.int64]

PLACE_FIELDS = (
    "relation", "share_inside", "p_inside", "distance_m", "chainage_km", "offset_m", "sector", "station_km",
    "adm1", "adm2", "adm3", "disputed", "region",
)  # fmt: skip
FIELDS = (
    "doc", "start", "surface", "lang", "form", "place_id", "name", "feature", "lon", "lat", "accuracy_m", "role",
    "score", "reasons", "candidates", "modifier", "chain", *PLACE_FIELDS, "date", "source", "title", "themes",
    "sentence", "sentence_start",
)  # fmt: skip
UNKNOWN = 255  # of a score
PERCENT = 100
CANDIDATE = 128


def as_table(mentions: pd.DataFrame | pa.Table) -> pa.Table:
    """Return the columns of mentions that a map shows as an Arrow table, each column in one piece.

    Raises
    ------
    ValueError, TypeError
        If a value is not of the field's type; the message names the field.
    """
    if isinstance(mentions, pa.Table):
        columns = {name: mentions.column(name) for name in FIELDS if name in mentions.column_names}
    else:
        columns = {name: mentions[name].tolist() for name in FIELDS if name in mentions.columns}
    return pa.table(normal(columns, FIELDS), pa.schema([SCHEMA.field(name) for name in FIELDS]))


def fingerprint(table: pa.Table) -> str:
    """Return the SHA-256 of what a table says, whichever way it came: the same for a frame, JSON lines and Parquet.

    It is taken over the name of each column of `FIELDS` and its values: texts once each in the order in which they are
    first met, and numbers for the rows.
    """
    digest = hashlib.sha256()
    for name in FIELDS:
        digest.update(name.encode())
        _digest(table[name].combine_chunks(), digest)
    return digest.hexdigest()


def _digest(array: pa.Array, digest: hashlib._Hash) -> None:
    if pa.types.is_list(array.type):
        digest.update(_starts(array.offsets).astype("<i8").tobytes())
        _digest(array.flatten(), digest)
    elif pa.types.is_struct(array.type):
        digest.update(array.is_valid().to_numpy(zero_copy_only=False).tobytes())
        for index in range(array.type.num_fields):
            _digest(pc.struct_field(array, index), digest)
    elif pa.types.is_dictionary(array.type) or pa.types.is_string(array.type):
        found = coded(array)
        digest.update(found.codes.astype("<i8").tobytes())
        digest.update(_with_sizes(found.distinct))
    else:
        digest.update(np.nan_to_num(array.to_numpy(zero_copy_only=False).astype("<f8"), nan=-1e300).tobytes())


def _with_sizes(texts: pa.Array) -> bytes:
    """Return texts in UTF-8, one after the other, before each how many bytes it has (four, the lowest first)."""
    sizes = pc.binary_length(texts).to_numpy(zero_copy_only=False).astype("<i4")
    four = pa.Array.from_buffers(pa.binary(4), len(texts), [None, pa.py_buffer(sizes)]).cast(pa.binary())
    joined = pc.binary_join_element_wise(four, texts.cast(pa.binary()), b"")
    return joined.buffers()[2].to_pybytes() if len(texts) else b""


class Rows:
    """The rows of a map.

    Parameters
    ----------
    table
        What `as_table` gives.

    Attributes
    ----------
    table
        The rows that are shown; `original` says which of the table they were.
    items, item
        The ids of what the rows count for, in order, and the number of each row's, -1 for none.
    area_of
        The row whose area a row only names, -1 for all that count.
    second
        By row, start and surface of the other name of "between X and Y".
    """

    def __init__(self, table: pa.Table) -> None:
        self.table, self.second, self.original = _counted(table)
        self.items, self.item = items_of(self.table)
        self.area_of = area_of(self.table, self.item)
        self._coded: dict[str, Coded] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.item)

    def column(self, name: str) -> pa.Array:
        """Return a column."""
        return self.table[name].combine_chunks()

    def coded(self, name: str) -> Coded:
        """Return a column of texts in codes, worked out once."""
        if name not in self._coded:
            self._coded[name] = coded(self.table[name])
        return self._coded[name]

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Return a column of numbers; NaN where there is none."""
        found: npt.NDArray[np.float64] = self.column(name).to_numpy(zero_copy_only=False).astype(np.float64)
        return found

    @cached_property
    def first(self) -> Ints:
        """The row that tells of each item: of "south of X" the position is not that of X, so a plain one if any."""
        plain = ~self.column("modifier").is_valid().to_numpy(zero_copy_only=False)
        found = np.full(len(self.items), -1, np.int64)
        for rows in (np.flatnonzero(self.item >= 0), np.flatnonzero((self.item >= 0) & plain)):
            found[self.item[rows[::-1]]] = rows[::-1]  # the last one written stays: the first of the rows
        return found

    def records(self, rows: Ints, *fields: str) -> list[dict[str, Any]]:
        """Return some rows as records, empty cells left out."""
        return [
            {name: value for name, value in row.items() if value not in (None, "", [])}
            for row in self.table.select(fields).take(pa.array(rows)).to_pylist()
        ]

    @cached_property
    def role(self) -> Ints:
        """0 for literal mentions, 1 for associative ones."""
        return truths(pc.equal(self.column("role"), "associative")).astype(np.int64)

    @cached_property
    def score(self) -> Ints:
        """Scores in hundredths."""
        return np.round(np.nan_to_num(self.numbers("score") * PERCENT, nan=UNKNOWN)).astype(np.int64)

    @cached_property
    def start(self) -> Ints:
        """Where the names stand in their documents, in code points; -1 if the table does not tell of any."""
        start = self.column("start").to_numpy().astype(np.int64)
        return start if start.any() else np.full(len(start), -1)

    @cached_property
    def sentence(self) -> Coded:
        """The sentences."""
        return self.coded("sentence")

    @cached_property
    def document(self) -> Ints:
        """Which document each row is of; one that comes under two titles or dates counts as two."""
        return combined(*(self.coded(name).codes for name in ("doc", "title", "source", "date")))

    @cached_property
    def naming(self) -> Ints:
        """Which name for which item each row is: the rows of one share item, surface, language and form."""
        return combined(self.item, *(self.coded(name).codes for name in ("surface", "lang", "form")))

    @cached_property
    def saying(self) -> Ints:
        """Which naming in which sentence each row is: of news that others take over there are many rows."""
        return combined(self.naming, self.sentence.codes, self.marks.first)

    @cached_property
    def marks(self) -> Marks:
        """Where the names stand in their sentences."""
        start = (self.numbers("start") - self.numbers("sentence_start")).astype(np.int64)
        return find_marks(self.sentence, self.coded("surface"), start)

    @cached_property
    def seconds(self) -> tuple[Ints, Marks]:
        """The rows of "between X and Y", and where the other name stands in the sentence."""
        rows = np.array(sorted(self.second), np.int64)
        names = coded(pa.array([self.second[row][1] for row in rows.tolist()], pa.string()))
        start = np.array([self.second[row][0] for row in rows.tolist()], np.int64)
        start -= self.numbers("sentence_start")[rows].astype(np.int64)
        return rows, find_marks(self.sentence._replace(codes=self.sentence.codes[rows]), names, start)

    @cached_property
    def reasons(self) -> tuple[Lists, pa.Array]:
        """The lists of reasons, and the reasons."""
        column = self.column("reasons")
        texts = coded(column.flatten())
        return _lists(column.offsets, texts.codes), texts.distinct

    @cached_property
    def themes(self) -> tuple[Lists, list[dict[str, str]]]:
        """The lists of themes, and the themes with their cues."""
        column = self.column("themes")
        told = column.flatten()
        codes = combined(*(coded(pc.struct_field(told, name)).codes for name in ("theme", "event_type", "cue")))
        cues = told.take(pa.array(first_rows(codes))).to_pylist()
        return _lists(column.offsets, codes), [{key: text for key, text in cue.items() if text} for cue in cues]

    @cached_property
    def modifiers(self) -> tuple[Ints, Ints, list[dict[str, Any]]]:
        """The rows with a modifier, the number of the modifier of each, and the modifiers."""
        column = self.column("modifier")
        rows = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
        few = column.take(pa.array(rows))
        texts = [coded(pc.struct_field(few, name)).codes for name in ("kind", "text", "to")]
        lengths = [coded(pc.struct_field(few, name).cast(pa.string())).codes for name in ("bearing_deg", "distance_m")]
        codes = combined(*texts, *lengths)
        said = few.take(pa.array(first_rows(codes))).to_pylist()
        return rows, codes, [{key: value for key, value in one.items() if value is not None} for one in said]

    @cached_property
    def candidates(self) -> tuple[Lists, list[str]]:
        """The lists of candidates but for those that are meant, and the ids of the candidates.

        An item of a list is `CANDIDATE` times the number of the id, and the score in hundredths.
        """
        column = self.column("candidates")
        offsets = _starts(column.offsets)
        place, score = (pc.struct_field(column.flatten(), name) for name in ("place_id", "score"))
        owner = np.repeat(np.arange(len(self)), np.diff(offsets))
        to = pc.struct_field(self.column("modifier"), "to")
        meant = coded(pa.concat_arrays([self.column("place_id").dictionary_decode(), to, place]))
        own, other, given = np.split(meant.codes, [len(self), 2 * len(self)])
        wanted = (given >= 0) & (given != own[owner]) & (given != other[owner])
        kept = coded(place.filter(pa.array(wanted)))
        hundredths = np.round(np.nan_to_num(score.to_numpy(zero_copy_only=False)[wanted] * PERCENT)).astype(np.int64)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(wanted)])[offsets]
        return distinct_lists(ends, kept.codes * CANDIDATE + hundredths), kept.distinct.to_pylist()


def _lists(offsets: pa.Array, items: Ints) -> Lists:
    return distinct_lists(_starts(offsets), items)


def _starts(offsets: pa.Array) -> Ints:
    starts: Ints = offsets.to_numpy().astype(np.int64) - offsets[0].as_py()
    return starts


def _counted(table: pa.Table) -> tuple[pa.Table, dict[int, tuple[int, str]], Ints]:
    """Return the rows that a map shows, of "between" start and surface of the other name, and which rows they were."""
    kept = ~truths(pc.equal(table["form"].combine_chunks(), "demonym"))
    pairs = list(pairs_of(table))
    if not pairs and kept.all():
        return table, {}, np.arange(len(table))
    rows = np.arange(len(table))
    merged = []
    for number, (first, second) in enumerate(pairs):
        one, other = table.take(pa.array([first, second])).to_pylist()
        merged.append((as_one(one, other), (other["start"], other["surface"])))
        rows[first] = len(table) + number
        kept[second] = False
    more = normal({name: [one[name] for one, _ in merged] for name in FIELDS}, FIELDS)
    both = pa.concat_tables([table, pa.table(more, table.schema)]).unify_dictionaries().combine_chunks()
    places = np.cumsum(kept) - 1
    others = {int(places[first]): other for (first, _), (_, other) in zip(pairs, merged, strict=True)}
    return both.take(pa.array(rows[kept])).combine_chunks(), others, np.flatnonzero(kept)
