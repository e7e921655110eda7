"""Whether the rows of a gazetteer fit together: ids, vocabulary, parents, names and sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from disputemap.folding import fold_name
from disputemap.gazetteer import EVIDENCE as KINDS
from disputemap.gazetteer import split_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disputemap.datacheck.rows import Placed, Rows

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNTRY = re.compile(r"([A-Z]{2})?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
NAME_KINDS = frozenset({"official", "local", "historical", "reporting", "transliteration"})


def check_references(rows: Rows) -> Iterator[str]:
    """Yield what is wrong with ids, vocabulary, parents, names and sources."""
    features = _features(rows)
    for placed in rows.places:
        if placed.own:
            yield from _check_place(placed, rows, features)
    yield from _check_doubles(rows.places, "place_id")
    yield from _check_doubles(rows.locations, "place_id")
    yield from _check_names(rows)
    for placed in rows.locations:
        if placed.own and placed.row["place_id"] not in rows.by_id:
            yield f"{placed.where}: is of unknown place {placed.row['place_id']!r}; add the place or drop the row"
    for placed in (*rows.places, *rows.names, *rows.locations):
        if placed.own and not placed.row["source"].strip():
            yield f"{placed.where}: {placed.row['place_id']}: tells no source; say where the row comes from"


def _features(rows: Rows) -> frozenset[str]:
    """Return the vocabulary of features; empty when the package has none."""
    has = "features" in rows.geodata.resources
    return frozenset(row["key"] for row in rows.geodata.table("features")) if has else frozenset()


def _check_place(placed: Placed, rows: Rows, features: frozenset[str]) -> Iterator[str]:
    where, row = placed.where, placed.row
    place_id = row["place_id"]
    if not ID.fullmatch(place_id):
        yield f"{where}: id {place_id!r} is not lower-case ASCII with hyphens; rename it"
    if features and row["feature"] not in features:
        yield f"{where}: {place_id}: feature {row['feature']!r} is not in the vocabulary of features; use one of those"
    if not COUNTRY.fullmatch(row["country"]):
        yield f"{where}: {place_id}: country {row['country']!r} is no ISO 3166 alpha-2 code; correct it"
    for column in ("parents", "seat_of"):
        for other in split_list(row[column]):
            if other not in rows.by_id:
                yield f"{where}: {place_id}: {column} names {other!r}, which is no place; add it or correct the id"
    if _is_own_ancestor(place_id, rows):
        yield f"{where}: {place_id}: is its own ancestor; correct its parents"


def _is_own_ancestor(place_id: str, rows: Rows) -> bool:
    seen: set[str] = set()
    ahead = [*rows.parents(place_id)]
    while ahead:
        parent = ahead.pop()
        if parent == place_id:
            return True
        if parent not in seen:
            seen.add(parent)
            ahead += rows.parents(parent)
    return False


def _check_doubles(table: list[Placed], column: str) -> Iterator[str]:
    """Yield rows for a place that has one already; a row of an overlay may take the place of a package's."""
    seen: dict[str, Placed] = {}
    for placed in table:
        first = seen.setdefault(placed.row[column], placed)
        if placed.own and first is not placed and first.own:
            yield f"{placed.where}: {placed.row[column]}: has a row already ({first.where}); keep one"


def _check_names(rows: Rows) -> Iterator[str]:
    named = {placed.row["place_id"] for placed in rows.names}
    seen: set[tuple[str, str, str]] = set()
    for placed in rows.names:
        if placed.own:
            yield from (f"{placed.where}: {placed.row['place_id']}: {line}" for line in _check_name(placed, rows))
            key = (placed.row["place_id"], placed.row["name"], placed.row["language"])
            if key in seen:
                yield f"{placed.where}: {key[0]}: name {key[1]!r} ({key[2]}) is there already; keep one row"
            seen.add(key)
    for placed in rows.places:
        if placed.own and placed.row["place_id"] not in named:
            yield f"{placed.where}: {placed.row['place_id']}: has no name; add one to names"


def _check_name(placed: Placed, rows: Rows) -> Iterator[str]:
    row = placed.row
    if row["place_id"] not in rows.by_id:
        yield f"name {row['name']!r} is of an unknown place; add the place or drop the row"
    if not fold_name(row["name"]):
        yield f"name {row['name']!r} has no letters; correct it"
    if not LANGUAGE.fullmatch(row["language"]):
        yield f"language {row['language']!r} is no BCP 47 tag such as ar, ckb or ar-Latn; correct it"
    if row["kind"] not in NAME_KINDS:
        yield f"kind {row['kind']!r} is none of {', '.join(sorted(NAME_KINDS))}; choose one"
    if row["evidence"] not in KINDS:
        yield f"evidence {row['evidence']!r} is neither empty nor one of {', '.join(KINDS[1:])}; choose one"
