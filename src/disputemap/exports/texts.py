"""Tables + documents -> documents with their mentions, for formats that show the text itself.

Without the documents, a text is put together from the sentences of its mentions: each stands where it stood, and what
is not known is blank. Positions are right in both. Half of a surrogate pair, which no file can hold, is a `?`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from disputemap.errors import InputError
from disputemap.exports.cells import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options
    from disputemap.models import Document

    Record = dict[str, Any]

LONGEST = 20_000_000  # code points of a text that is put together
FIELDS = (
    "doc", "start", "end", "surface", "form", "place_id", "name", "lon", "lat", "accuracy_m", "role", "score",
    "reasons", "date", "source", "title", "sentence", "sentence_start",
)  # fmt: skip


class Told(NamedTuple):
    """A document as it is shown: what is known of it, and its mentions in the order of the text."""

    doc: str
    text: str
    date: str
    source: str
    title: str
    mentions: list[Record]


def told_documents(tables: Iterable[pa.Table], options: Options) -> Iterator[Told]:
    """Yield documents with their mentions; those of `options.documents` that have none come, too.

    Raises
    ------
    InputError
        If a mention does not stand in the document.
    """
    ahead = map(_sound, options.documents or ())
    waiting: dict[str, Document] = {}
    for table in tables:
        rows = _by_document(table)
        for doc, mentions in rows.items():
            for document in ahead if options.documents is not None and doc not in waiting else ():
                if document.id in rows:
                    waiting[document.id] = document
                else:
                    yield _whole(document, [])
                if document.id == doc:
                    break
            yield _whole(waiting.pop(doc), mentions) if doc in waiting else _patched(doc, mentions)
    yield from (_whole(document, []) for document in ahead)


def _sound(document: Document) -> Document:
    """Return a document without halves of surrogate pairs, as tables have its mentions."""
    fields = {name: getattr(document, name) for name in ("id", "text", "date", "source", "title")}
    return replace(document, **{name: text.encode(errors="replace").decode() for name, text in fields.items()})


def _by_document(table: pa.Table) -> dict[str, list[Record]]:
    rows: dict[str, list[Record]] = {}
    for row in records(table, FIELDS):
        rows.setdefault(row["doc"] or "", []).append(row)
    return {doc: sorted(mentions, key=lambda row: (row["start"], row["end"])) for doc, mentions in rows.items()}


def _whole(document: Document, mentions: list[Record]) -> Told:
    for row in mentions:
        found = document.text[row["start"] : row["end"]]
        if found != row["surface"]:
            message = (
                f"document {document.id!r}: has {found!r} at {row['start']}, where the mention is {row['surface']!r}; "
                "give the documents that the mentions were found in"
            )
            raise InputError(message)
    return Told(document.id, document.text, document.date, document.source, document.title, mentions)


def _patched(doc: str, mentions: list[Record]) -> Told:
    """Return a document of which only sentences are known.

    Raises
    ------
    InputError
        If a mention has no place in a text, or so far behind that nobody has such a text.
    """
    size = max(max(row["end"], row["sentence_start"] + len(row["sentence"] or "")) for row in mentions)
    if size > LONGEST or any(
        min(row["start"], row["end"] - row["start"], row["sentence_start"]) < 0 for row in mentions
    ):
        message = f"document {doc!r}: mentions are not where a text could have them; give its text with `documents`"
        raise InputError(message)
    text = [" "] * size
    for row in mentions:
        first, sentence = row["sentence_start"], row["sentence"] or ""
        if first:
            text[first - 1] = "\n"
        text[first : first + len(sentence)] = sentence
    for row in mentions:
        size = row["end"] - row["start"]
        text[row["start"] : row["end"]] = (row["surface"] or "")[:size].ljust(size)
    first = mentions[0]
    date, source, title = (first[key] or "" for key in ("date", "source", "title"))
    return Told(doc, "".join(text), date, source, title, mentions)
