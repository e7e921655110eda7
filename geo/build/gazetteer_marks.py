"""The last touches on the tables: which names want evidence, and corrections by hand."""

from __future__ import annotations

from geo.build.files import SOURCES, read_table
from geo.build.gazetteer_names import fold

Row = dict[str, str]

THINGS = ("base", "camp", "crossing", "dam", "field", "lake", "refinery", "river", "road")
RANKS = {**dict.fromkeys(THINGS, 0), "mountain": 1}
"""Who yields a bare name to whom: a dam to a ridge, a ridge to a town (rank `TOWN`)."""
TOWN = 2


def mark_evidence(rows: list[Row], features: dict[str, str]) -> None:
    """Fill `evidence` for the names that are also words or persons (`sources/gazetteer/evidence.csv`).

    A dam, a field or a base that bears the bare name of a town, an area or a ridge wants its feature word too.
    """
    marks = {
        (mark["language"], fold(mark["name"]), mark["place_id"]): mark["evidence"]
        for mark in read_table(SOURCES / "gazetteer" / "evidence.csv")
    }
    best: dict[tuple[str, str], int] = {}
    for row in rows:
        key, rank = _key(row), RANKS.get(features[row["place_id"]], TOWN)
        best[key] = max(rank, best.get(key, rank))
    for row in rows:
        key, rank = _key(row), RANKS.get(features[row["place_id"]], TOWN)
        wanted = marks.get((*key, row["place_id"])) or marks.get((*key, ""), "")
        row["evidence"] = "feature" if rank < best[key] else wanted


def _key(row: Row) -> tuple[str, str]:
    return row["language"], fold(row["name"])


def correct(tables: dict[str, list[Row]]) -> None:
    """Apply `sources/corrections.csv`.

    A row sets one field of one place. For `names` the field is `name:language`; the value takes the name's place, and
    an empty one removes it.

    Raises
    ------
    ValueError
        If a correction finds nothing to correct.
    """
    for change in read_table(SOURCES / "corrections.csv"):
        rows = tables[change["table"]]
        hits = [row for row in rows if row["place_id"] == change["place_id"] and _concerns(change, row)]
        if not hits:
            message = f"corrections.csv: {change['place_id']} has no {change['field']!r} in {change['table']}; drop it"
            raise ValueError(message)
        for row in hits:
            if change["table"] == "names" and not change["value"]:
                rows.remove(row)
            else:
                row["name" if change["table"] == "names" else change["field"]] = change["value"]


def _concerns(change: Row, row: Row) -> bool:
    return change["table"] != "names" or change["field"] == f"{row['name']}:{row['language']}"
