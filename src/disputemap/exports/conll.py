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
from collections import deque
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
    """Yield sentences; between two bounds all tokens are in the same name, or in none."""
    text = no_nul(told.text)
    labelled, others = _apart(told.mentions)
    hidden = deque(others)
    named = {row["start"]: row for row in labelled}
    ends = {*_ends(text, labelled), len(text)}
    bounds = sorted({0, *ends, *named, *(row["end"] for row in labelled)})
    lines: list[str] = []
    for first, last in pairwise(bounds):
        tokens = _TOKEN.finditer(text, first, last)
        lines += _name_lines(tokens, named[first]) if first in named else _other_lines(tokens)
        if last in ends:
            while hidden and hidden[0]["start"] < last:
                lines.append(_comment(hidden.popleft()))
            yield "\n".join([*lines, "\n"]) if lines else ""
            lines = []
    yield "\n".join([*map(_comment, hidden), "\n"]) if hidden else ""


def _name_lines(tokens: Iterable[re.Match[str]], row: Record) -> list[str]:
    said = "\t".join("_" if row[key] is None else _cell(str(row[key])) for key in _SAID)
    kind = "MISC" if row["form"] == "demonym" else "LOC"
    found = [(token[0], *token.span()) for token in tokens]
    return [
        f"{text}\t{start}\t{end}\t{said}\t{'I' if number else 'B'}-{kind}"
        for number, (text, start, end) in enumerate(found)
    ]


def _other_lines(tokens: Iterable[re.Match[str]]) -> list[str]:
    return [f"{token[0]}\t{token.start()}\t{token.end()}\t_\t_\t_\t_\t_\tO" for token in tokens]


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


def _comment(row: Record) -> str:
    said = [row["surface"] or "_", row["start"], row["end"], *(row[key] for key in _SAID)]
    return "\t".join(["# overlaps", *("_" if value is None else _cell(str(value)) for value in said)])


def _cell(text: str) -> str:
    return no_nul(re.sub(r"\s", " ", text)) or "_"
