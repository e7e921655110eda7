"""Tables -> brat standoff: a folder with a text and its annotations for each document.

A mention is a `T` line of type `Place` (or `Demonym`), its role and form are attributes, its place is an `N` line
(`disputemap:kirkuk`), its position the attributes `Lon` and `Lat`, and all else a note. Positions count code points. A
line break within a name is written as a space, as brat does. File names are the ids of documents, in which signs that
systems refuse in names are written `%2F`; a long one is cut, and ends in a hash.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from disputemap.exports.cells import no_nul
from disputemap.exports.texts import told_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from disputemap.exports import Options

DATABASE = "disputemap"  # what the N lines call the gazetteer
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|%\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|^[. ]|[. ]$')
_LONGEST = 150  # bytes of a name: 255 with what temporary files add
_NOTED = ("score", "accuracy_m", "date", "source", "title", "reasons")
_ENTITIES = {"demonym": "Demonym"}
_CONF = """\
[entities]
Place
Demonym

[relations]

[events]

[attributes]
Role\tArg:<ENTITY>, Value:literal|associative
Form\tArg:<ENTITY>, Value:name|coordinates|reference|demonym
Lon\tArg:<ENTITY>
Lat\tArg:<ENTITY>
"""


def write_brat(tables: Iterable[pa.Table], folder: Path, options: Options) -> None:
    """Write the files into a folder that is there and empty."""
    (folder / "annotation.conf").write_text(_CONF, encoding="utf-8", newline="")
    taken: set[str] = set()
    for told in told_documents(tables, options):
        stem = file_stem(told.doc, taken)
        (folder / f"{stem}.txt").write_text(no_nul(told.text), encoding="utf-8", newline="")
        lines = "".join(f"{line}\n" for line in _lines(told.mentions))
        (folder / f"{stem}.ann").write_text(lines, encoding="utf-8", newline="")


def file_stem(doc: str, taken: set[str]) -> str:
    """Return a file name for a document, which no other has, not even where systems do not tell capitals apart.

    Examples
    --------
    >>> file_stem("a/b", set()), file_stem("..", set())
    ('a%2Fb', '%2E%2E')
    """
    stem = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), doc) or "%"
    if len(stem.encode()) > _LONGEST or stem.casefold() in taken:
        start = stem.encode()[: _LONGEST - 17].decode(errors="ignore")
        stem = f"{start}-{hashlib.sha256(doc.encode(errors='replace')).hexdigest()[:16]}"
    taken.add(stem.casefold())
    return stem


def _lines(mentions: Iterable[dict[str, Any]]) -> Iterator[str]:
    attributes = 0
    for number, row in enumerate(mentions, start=1):
        entity = _ENTITIES.get(row["form"], "Place")
        yield f"T{number}\t{entity} {row['start']} {row['end']}\t{_line(row['surface'])}"
        said = {"Role": row["role"], "Form": row["form"], "Lon": row["lon"], "Lat": row["lat"]}
        for name, value in said.items():
            if value is not None:
                attributes += 1
                yield f"A{attributes}\t{name} T{number} {value}"
        if row["place_id"]:
            yield f"N{number}\tReference T{number} {DATABASE}:{row['place_id']}\t{_line(row['name'] or '')}"
        yield f"#{number}\tAnnotatorNotes T{number}\t{_note(row)}"


def _note(row: dict[str, Any]) -> str:
    reasons = {**row, "reasons": ", ".join(row["reasons"])}
    return "; ".join(f"{name}: {_line(str(reasons[name]))}" for name in _NOTED if reasons[name] not in (None, ""))


def _line(text: str) -> str:
    """Return a text on one line; each sign that could end a line or a column is a space."""
    return re.sub(r"[\s\x00]", " ", text)
