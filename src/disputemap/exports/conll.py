"""Tables -> CoNLL columns: a token a line with its BIO label last, sentences split by empty lines.

Columns, between tabs: token, its start and end in the document (code points), form, role, place id, longitude,
latitude, label; `_` is nothing. Labels are `B-LOC`, `I-LOC`, of demonyms `B-MISC`, `I-MISC`, else `O`. Tokens are
words and signs, cut where a name begins or ends, so that what is glued to a name is a token of its own. A document
begins with `-DOCSTART-`, behind which its id, date, source and title stand. Where mentions overlap, the longer one is
labelled, and the other follows the sentence as a comment (`# overlaps`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from disputemap.exports.cells import no_nul
from disputemap.exports.texts import told_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options
    from disputemap.exports.texts import Told

    Record = dict[str, Any]

DOCSTART = "-DOCSTART-"
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200c\u200d"
_TOKEN = re.compile(rf"[\w{_MARKS}]+|\S")
_SENTENCE_END = re.compile(r"[.!?؟…][\"'»”’)\]]*\s|\n")
_SAID = ("form", "role", "place_id", "lon", "lat")


def conll_texts(tables: Iterable[pa.Table], options: Options) -> Iterator[str]:
    """Yield the lines of each document."""
    for told in told_documents(tables, options):
        head = [DOCSTART, told.doc, told.date, told.source, told.title, "_", "_", "_", "O"]
        yield "\t".join(map(_cell, head)) + "\n\n" + "".join(_sentences(told))


def _sentences(told: Told) -> Iterator[str]:
    labelled, hidden = _apart(told.mentions)
    cuts = sorted({at for row in labelled for at in (row["start"], row["end"])})
    bounds = [0, *_ends(told.text, labelled), len(told.text)]
    at = 0
    for first, last in pairwise(bounds):
        lines = []
        for start, end in _tokens(told.text, first, last, cuts):
            while at < len(labelled) and labelled[at]["end"] <= start:
                at += 1
            inside = at < len(labelled) and labelled[at]["start"] <= start
            lines.append(_token_line(told.text, start, end, labelled[at] if inside else None))
        lines += [_comment(row) for row in hidden if first <= row["start"] < last]
        if lines:
            yield "\n".join(lines) + "\n\n"


def _apart(mentions: list[Record]) -> tuple[list[Record], list[Record]]:
    """Return mentions that do not overlap, and those that give way: of two, the shorter, else the later."""
    kept: list[Record] = []
    hidden: list[Record] = []
    for row in sorted(mentions, key=lambda row: (row["start"], -row["end"])):
        last = kept[-1] if kept else None
        if row["end"] <= row["start"] or (last and row["start"] < last["end"] and _size(row) <= _size(last)):
            hidden.append(row)
            continue
        if last and row["start"] < last["end"]:
            hidden.append(kept.pop())
        kept.append(row)
    return kept, hidden


def _size(row: Record) -> int:
    return int(row["end"] - row["start"])


def _ends(text: str, mentions: list[Record]) -> list[int]:
    """Return where sentences end: at stops and line breaks, but not within a name."""
    starts = [row["start"] for row in mentions]

    def is_apart(at: int) -> bool:
        number = bisect_right(starts, at) - 1
        return number < 0 or mentions[number]["end"] <= at or mentions[number]["start"] == at

    return [found.end() for found in _SENTENCE_END.finditer(text) if is_apart(found.end())]


def _tokens(text: str, first: int, last: int, cuts: list[int]) -> Iterator[tuple[int, int]]:
    for found in _TOKEN.finditer(text, first, last):
        start, end = found.span()
        for cut in cuts[bisect_right(cuts, start) :]:
            if cut >= end:
                break
            yield start, cut
            start = cut
        yield start, end


def _token_line(text: str, start: int, end: int, row: Record | None) -> str:
    said = ["_"] * len(_SAID) if row is None else ["_" if row[key] is None else str(row[key]) for key in _SAID]
    kind = "MISC" if row and row["form"] == "demonym" else "LOC"
    label = "O" if row is None else f"{'B' if row['start'] == start else 'I'}-{kind}"
    return "\t".join([_cell(text[start:end]), str(start), str(end), *map(_cell, said), label])


def _comment(row: Record) -> str:
    said = [row["surface"] or "_", row["start"], row["end"], *(row[key] for key in _SAID)]
    return "\t".join(["# overlaps", *("_" if value is None else _cell(str(value)) for value in said)])


def _cell(text: str) -> str:
    return no_nul(re.sub(r"\s", " ", text)) or "_"
