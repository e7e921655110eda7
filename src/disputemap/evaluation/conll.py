"""CoNLL columns -> marked documents: a token a line, the label in the last column, sentences split by empty lines.

BIO, IOB1 and IOBES (BILOU) are read alike. A text is its tokens with single spaces between them, one sentence a line.
Sentences make documents where `-DOCSTART-` lines say so; else each is one, since nothing says that they belong
together.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from disputemap.documents import text_document
from disputemap.evaluation.gold import BadGoldError, Mark, Marked, role_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

DOCSTART = "-DOCSTART-"
_LABEL = re.compile(r"O|[BIESLUM][-_]\S+")
_BEGINS, _ENDS = frozenset("BSU"), frozenset("ELSU")


class _Token(NamedTuple):
    text: str
    label: str


class _Sentence(NamedTuple):
    tokens: list[_Token]
    line: int
    document: int


def read_conll(
    text: str, *, stem: str, gold: str, types: Mapping[str, str], report: Callable[[str, int], None]
) -> Iterator[Marked]:
    """Yield the documents of a CoNLL file; a sentence with a bad line is reported and left out.

    Raises
    ------
    BadGoldError
        If the file does not even begin like one.
    """
    sentences = list(_sentences(text, report))
    whole = any(sentence.document for sentence in sentences)
    groups = groupby(enumerate(sentences), key=lambda item: item[1].document if whole else item[0])
    for number, (_, group) in enumerate(groups, start=1):
        members = [sentence for _, sentence in group]
        lines = [" ".join(token.text for token in sentence.tokens) for sentence in members]
        document = text_document("\n".join(lines), document_id=f"{stem}-{number}")
        yield Marked(document, tuple(_marks(members, types)), gold=gold, line=members[0].line)


def _sentences(text: str, report: Callable[[str, int], None]) -> Iterator[_Sentence]:
    """Yield sentences; their `document` is 0 until a `-DOCSTART-` is met."""
    document, started = 0, False
    for block in _blocks(text.split("\n")):
        rows = {number: _columns(line) for number, line in block}
        first = next(iter(rows))
        if rows[first][0] == DOCSTART:
            document += 1
            del rows[first]
        tokens = [_Token(row[0], row[-1]) for row in rows.values() if _is_token(row)]
        bad = [number for number, row in rows.items() if not _is_token(row) and not row[0].startswith("#")]
        if bad and not started:
            message = "is no gold; give JSONL, brat (.ann beside .txt), or CoNLL lines: a token first, its label last"
            raise BadGoldError(message, bad[0])
        started = True
        for number in bad:
            report("is no token with a label such as B-LOC or O; mend it (its sentence is left out)", number)
        if tokens and not bad:
            yield _Sentence(tokens, first, document)


def _is_token(row: list[str]) -> bool:
    return len(row) > 1 and _LABEL.fullmatch(row[-1]) is not None


def _blocks(lines: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield runs of lines that are not empty, numbered."""
    for filled, block in groupby(enumerate(lines, start=1), key=lambda item: bool(item[1].strip())):
        if filled:
            yield list(block)


def _columns(line: str) -> list[str]:
    """Return the columns of a line: between tabs if there are any, which lets a token hold a space."""
    return [cell.strip() for cell in line.strip().split("\t")] if "\t" in line else line.split()


def _marks(sentences: Iterable[_Sentence], types: Mapping[str, str]) -> Iterator[Mark]:
    start = 0
    for sentence in sentences:
        text = " ".join(token.text for token in sentence.tokens)
        for first, last, kind in _spans(sentence.tokens):
            role = role_of(kind, types)
            if role is not None:
                yield Mark(start + first, start + last, text[first:last], role=role)
        start += len(text) + 1


def _spans(tokens: Iterable[_Token]) -> Iterator[tuple[int, int, str]]:
    """Yield the entities of a sentence: start, end, type.

    One begins where its label says so, or where no entity of its type is open (IOB1); it ends where its label says
    so, or at a label that does not continue it.
    """
    at, span = 0, (0, 0, "")
    for token in tokens:
        prefix, kind = token.label[0], token.label[2:]
        goes_on = kind and kind == span[2] and prefix not in _BEGINS
        if not goes_on and span[2]:
            yield span
        end = at + len(token.text)
        span = (span[0], end, kind) if goes_on else (at, end, kind)
        if kind and prefix in _ENDS:
            yield span
            span = (0, 0, "")
        at = end + 1
    if span[2]:
        yield span
