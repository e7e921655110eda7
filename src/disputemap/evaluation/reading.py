"""Gold files -> marked documents: our JSON lines, brat standoff, CoNLL columns.

What cannot be used becomes a :class:`disputemap.inputs.Problem`, and reading goes on. A document with a mark that is
wrong is left out whole (of CoNLL, the sentence): with a mark less it would count as an error of who is judged.
"""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disputemap.decoding import UndecodableError, decode
from disputemap.documents import guess_lang, read_documents
from disputemap.evaluation.brat import read_brat
from disputemap.evaluation.conll import read_conll
from disputemap.evaluation.gold import TYPES, BadGoldError, Marked
from disputemap.evaluation.jsonl import read_mentions
from disputemap.inputs import JSON_SUFFIXES, Problem, json_object
from disputemap.models import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

FORMATS = ("jsonl", "brat", "conll")
_CONLL = frozenset({".bio", ".bioes", ".bilou", ".conll", ".conll03", ".iob", ".iob1", ".iob2", ".iobes"})
_log = logging.getLogger(__name__)


def read_gold(
    inputs: str | Path | Iterable[str | Path],
    *,
    form: str | None = None,
    types: Mapping[str, str] = TYPES,
    texts: str | Path | None = None,
    on_problem: Callable[[Problem], None] | None = None,
) -> Iterator[Marked]:
    """Read documents marked by hand, one at a time.

    Parameters
    ----------
    inputs
        Files or folders. Of a folder are read all .jsonl files with `mentions`, .ann files, and files whose ending
        names a CoNLL scheme (.conll, .bio, .iob2, ...).
    form
        `jsonl`, `brat` or `conll`; None means: as the name says. A file of no telling name is read as CoNLL.
    types
        Entity types of brat and CoNLL that are places, in lower case, with the role that each implies ("": none).
    texts
        Folder of the texts that JSON lines name as `file`, if they are not beside them.
    on_problem
        Called with what cannot be used; None logs it as a warning.

    Yields
    ------
    marked
        In the order of the inputs, each document's `id` unique.
    """
    report = on_problem or (lambda problem: _log.warning("%s", problem))
    taken: set[str] = set()
    for path in _files([inputs] if isinstance(inputs, str | Path) else inputs, report):
        for marked in _read(path, form or _form(path), types, texts, report):
            base, number = marked.document.id, 1
            name = base
            while name in taken:
                number += 1
                name = f"{base}#{number}"
            taken.add(name)
            yield replace(marked, document=replace(marked.document, id=name))


def _files(inputs: Iterable[str | Path], report: Callable[[Problem], None]) -> Iterator[Path]:
    seen: set[Path] = set()
    for given in map(Path, inputs):
        found = _below(given) if given.is_dir() else [given]
        if not found:
            report(Problem(str(given), "folder holds no gold: no .jsonl with `mentions`, no .ann, no .conll"))
        for path in found:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path


def _below(folder: Path) -> list[Path]:
    """Return the gold files of a folder, sorted by their path in it."""
    paths = [
        Path(root, name) for root, _, names in os.walk(folder) for name in names if not name.startswith(".")
    ]  # fmt: skip
    return sorted(path for path in paths if path.suffix.lower() in _CONLL | {".ann"} or _is_marked(path))


def _is_marked(path: Path) -> bool:
    if path.suffix.lower() not in JSON_SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            return "mentions" in (json_object(file.readline()) or {})
    except OSError:
        return True  # reading it will say why it cannot be read


def _form(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in JSON_SUFFIXES:
        return "jsonl"
    beside = suffix == ".txt" and path.with_suffix(".ann").is_file()
    return "brat" if suffix == ".ann" or beside else "conll"


def _read(
    path: Path, form: str, types: Mapping[str, str], texts: str | Path | None, report: Callable[[Problem], None]
) -> Iterator[Marked]:
    """Yield the documents of one gold file."""

    def say(message: str, line: int) -> None:
        report(Problem(str(path), message, line))

    try:
        if form == "brat":
            yield _read_ann(path.with_suffix(".ann"), types)
        elif form == "conll":
            yield from read_conll(_text(path), stem=path.stem, gold=str(path), types=types, report=say)
        else:
            yield from _read_jsonl(path, texts, say)
    except BadGoldError as error:
        say(str(error), error.line)
    except OSError as error:
        reason = error.strerror or error
        report(Problem(str(error.filename or path), f"cannot be read ({reason}); check the path and its permissions"))


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except UndecodableError as error:
        raise BadGoldError(str(error)) from None


def _read_ann(path: Path, types: Mapping[str, str]) -> Marked:
    annotations = _text(path)
    document = _document(path.with_suffix(".txt"))
    return Marked(document, tuple(read_brat(annotations, document.text, types)), gold=str(path.parent))


def _read_jsonl(path: Path, texts: str | Path | None, say: Callable[[str, int], None]) -> Iterator[Marked]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                if line.strip():
                    yield _from_json(line, number, path, texts)
            except BadGoldError as error:
                say(str(error), number)


def _from_json(line: bytes, number: int, path: Path, texts: str | Path | None) -> Marked:
    row = json_object(line)
    if row is None or "mentions" not in row or not isinstance(row.get("text", row.get("file")), str):
        message = "is no gold; write a JSON object with `mentions`, and `text` or `file`"
        raise BadGoldError(message)
    document = _given(row, path, number) if "text" in row else _named(row, path.parent, texts)
    genre = row.get("genre") or ""
    return Marked(document, read_mentions(row["mentions"], document.text), str(genre), str(path), number)


def _given(row: Mapping[str, Any], path: Path, number: int) -> Document:
    """Return the document whose text stands in the line."""
    if any("\ud800" <= char <= "\udfff" for char in row["text"]):
        message = "holds half of a surrogate pair, which is not a character; save it again as UTF-8"
        raise BadGoldError(message)
    fields = {key: str(row[key]) for key in ("date", "source", "title") if row.get(key)}
    name, lang = row.get("id") or f"{path.stem}-{number}", row.get("lang") or guess_lang(row["text"])
    return Document(str(name), row["text"], str(lang), path=str(path), **fields)


def _named(row: Mapping[str, Any], beside: Path, texts: str | Path | None) -> Document:
    """Return the document in the file that the line names, if it is still the one that was marked."""
    folders = [Path(texts), beside] if texts else [beside]
    found = [folder / row["file"] for folder in folders if (folder / row["file"]).is_file()]
    if not found:
        message = f"marks {row['file']}, which is not in {' or '.join(map(str, folders))}; name its folder with --texts"
        raise BadGoldError(message)
    document = _document(found[0])
    if row.get("sha256", "") not in {"", hashlib.sha256(found[0].read_bytes()).hexdigest()}:
        message = f"marks another {row['file']} (its sha256 differs); get the text that was marked, or mark it anew"
        raise BadGoldError(message)
    return document


def _document(path: Path) -> Document:
    problems: list[Problem] = []
    documents = list(read_documents(path, on_problem=problems.append))
    if not documents:
        message = f"has a text that cannot be used: {problems[0]}"
        raise BadGoldError(message)
    return documents[0]
