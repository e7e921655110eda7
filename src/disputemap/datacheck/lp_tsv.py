"""The published rules of LP-TSV 0.5, one line for each that is broken.

Source: tsv_0.5.md of https://github.com/LinkedPasts/linked-places-format. A problem begins with the line on which it
stands (`:3: ...`), to be put behind the name of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disputemap.datacheck.linked_places import DATE, LANGUAGE, is_lonlat

if TYPE_CHECKING:
    from collections.abc import Iterator

FCLASSES = frozenset("AHLPRST")
AUTHORITIES = frozenset({"bnf", "cerl", "dbp", "gn", "gnd", "gov", "loc", "pl", "tgn", "viaf", "wd", "wp"})
REQUIRED_COLUMNS = ("id", "title", "title_source")
COLUMNS = frozenset(
    {
        *REQUIRED_COLUMNS,
        *("fclasses", "aat_types", "attestation_year", "start", "end", "title_uri", "ccodes", "matches", "variants"),
        *("types", "parent_name", "parent_id", "lon", "lat", "geowkt", "geo_source", "geo_id", "approximation"),
        "description",
    }
)


def check_lp_tsv(text: str) -> Iterator[str]:
    """Yield where a text breaks the rules of LP-TSV 0.5."""
    lines = text.removeprefix("\ufeff").splitlines()
    header = lines[0].split("\t") if lines else []
    for column in REQUIRED_COLUMNS:
        if column not in header:
            yield f":1: lacks the column {column!r}; add it"
    if unknown := sorted(set(header) - COLUMNS):
        yield f":1: has unknown columns ({', '.join(unknown)}); take them out"
    if not set(REQUIRED_COLUMNS) <= set(header):
        return
    seen: set[str] = set()
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            yield f":{number}: has {len(cells)} cells, not {len(header)}; mend its tabs"
            continue
        row = dict(zip(header, cells, strict=True))
        yield from (f":{number}: {problem}" for problem in _check_row(row))
        if row["id"] in seen:
            yield f":{number}: id {row['id']!r} is there already; ids are unique"
        seen.add(row["id"])


def _check_row(row: dict[str, str]) -> Iterator[str]:
    for column in REQUIRED_COLUMNS:
        if not row[column]:
            yield f"{column} is empty; fill it in"
        if row[column].startswith('"'):
            yield f"{column} is in quotes; LP-TSV has none"
    if not (row.get("fclasses") or row.get("aat_types")):
        yield "has neither fclasses nor aat_types; give one"
    if not (row.get("attestation_year") or row.get("start")):
        yield "has neither attestation_year nor start; give one"
    for column in ("attestation_year", "start", "end"):
        if row.get(column) and not DATE.fullmatch(row[column]):
            yield f"{column} {row[column]!r} is not ISO 8601; correct it"
    yield from _check_lists(row)
    yield from _check_lonlat(row)


def _check_lists(row: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with the cells that hold lists."""
    if not set(_items(row, "fclasses")) <= FCLASSES:
        yield f"fclasses {row['fclasses']!r} are not of A H L P R S T; correct them"
    for match in _items(row, "matches"):
        if match.partition(":")[0] not in AUTHORITIES:
            yield f"match {match!r} is of no authority that LP-TSV knows; take it out"
    for variant in _items(row, "variants"):
        if not LANGUAGE.fullmatch(variant.rpartition("@")[2]):
            yield f"variant {variant!r} is not name@language; correct it"
    if len(_items(row, "parent_name")) != len(_items(row, "parent_id")):
        yield "parent_name and parent_id do not pair; give one of each"
    if len(_items(row, "aat_types")) > len(_items(row, "types")):
        yield "has an aat_type without its type; add the type"


def _check_lonlat(row: dict[str, str]) -> Iterator[str]:
    pair = [row.get("lon") or "", row.get("lat") or ""]
    if not any(pair):
        return
    try:
        fits = is_lonlat([float(value) for value in pair])
    except ValueError:
        fits = False
    if not fits:
        yield f"({pair[0]}, {pair[1]}) is no longitude and latitude; correct them"


def _items(row: dict[str, str], column: str) -> list[str]:
    return [item.strip() for item in (row.get(column) or "").split(";") if item.strip()]
