"""Seats of governorates (by hand) and of districts (from the boundary source) -> `gazetteer/seats.csv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.build.files import GEO, SOURCES, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = dict[str, str]

FIELDS = ["division_id", "place_id", "source"]
SETTLED = "populated_place"  # sub-districts and camps may bear the same foreign id as their town


def build_seats() -> None:
    """Write `gazetteer/seats.csv`; needs the gazetteer."""
    places = {row["place_id"]: row for row in _places()}
    by_match = {match: place["place_id"] for place in places.values() for match in _matches(place)}
    rows = read_table(SOURCES / "seats.csv")
    for row in read_table(SOURCES / "districts.csv"):
        seat = by_match.get(row["seat_match"])
        if seat and row["place_id"] in places:
            rows.append({"division_id": row["place_id"], "place_id": seat, "source": "GeoNames"})
    for row in rows:
        if not {row["division_id"], row["place_id"]} <= places.keys():
            message = f"geo/sources/seats.csv: {row['division_id']} or {row['place_id']} is no place; mend the row"
            raise ValueError(message)
    write_table(GEO / "gazetteer" / "seats.csv", FIELDS, sorted(rows, key=lambda row: str(row["division_id"])))


def _places() -> Iterator[Row]:
    for path in sorted((GEO / "gazetteer").glob("places*.csv")):
        yield from read_table(path)


def _matches(place: Row) -> list[str]:
    """Return the foreign ids of a town."""
    ids = place["matches"].split("|") if place["feature"] == SETTLED else []
    return [match.strip() for match in ids if match.strip()]
