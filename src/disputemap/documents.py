"""files -> Document: the text, and what its file says about it.

`.txt` files are plain text, `.md` files are text under YAML front matter, `.jsonl` files hold one document a line.
What cannot be read becomes a :class:`Problem`, and reading goes on.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from dataclasses import replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import yaml

from disputemap.decoding import UndecodableError, decode
from disputemap.inputs import JSON_SUFFIXES, MAX_BYTES, Problem, find_files, is_about_documents, json_object
from disputemap.models import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["Problem", "guess_lang", "read_documents", "text_document"]

_OTHER = frozenset({".csv", ".doc", ".docx", ".gz", ".htm", ".html", ".json", ".odt", ".pdf", ".rtf", ".xlsx", ".zip"})
_FIELDS = ("id", "lang", "date", "source", "title")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LETTERS = tuple(  # of the Arabic script, Sorani in it, the Latin script, Turkish and Kurmanji in it
    re.compile(f"[{letters}]")
    for letters in ("\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u06d5", "ەێۆڕڵڤ", "A-Za-zÀ-ÖØ-öø-ɏ", "ğıİĞ", "êîûÊÎÛ")
)
_log = logging.getLogger(__name__)


class _BadError(ValueError):
    """A document that cannot be read; the message is that of its Problem."""


class _Loader(yaml.SafeLoader):
    """Safe YAML in which every scalar is the string that was typed, so that `id: 007` and `lang: no` stay."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the name and type are PyYAML's


def read_documents(
    inputs: str | Path | Iterable[str | Path],
    *,
    on_problem: Callable[[Problem], None] | None = None,
    stdin: Iterable[bytes] | None = None,
) -> Iterator[Document]:
    """Read documents, one at a time.

    Parameters
    ----------
    inputs
        Files, folders (`.txt`, `.md` and `.jsonl` below them, sorted; hidden files, READMEs and JSONL files of
        mentions are passed over), glob patterns, or `-` for standard input (a text, or JSONL). A file that is
        reached twice is read once.
    on_problem
        Called with what cannot be read; None logs it as a warning. Reading goes on in both cases.
    stdin
        The lines behind `-`; None means those of the process.

    Yields
    ------
    document
        In the order of the inputs, each `id` unique: that of the front matter or JSONL line, else the file's stem.
        When it is taken, the path below the input folder stands for a stem, then `#2`, `#3` ... follow it.
    """
    report = on_problem or _warn
    taken: set[str] = set()
    for path, name in find_files(inputs, report):
        lines = None if name != "-" else sys.stdin.buffer if stdin is None else stdin
        for document in _read(path, report, lines):
            unique = _unique_id(document, name, taken)
            taken.add(unique)
            yield document if unique == document.id else replace(document, id=unique)


def text_document(text: str, *, document_id: str = "text", **fields: str) -> Document:
    """Return a document made from a string, its language guessed unless `lang` is given."""
    return Document(**{"id": document_id, "text": text, "lang": guess_lang(text), **fields})


def guess_lang(text: str) -> str:
    """Guess `ar`, `ckb`, `kmr`, `tr` or `en` from the letters of a text; empty when it has none.

    Examples
    --------
    >>> guess_lang("كركوك"), guess_lang("کەرکووک"), guess_lang("Kirkuk")
    ('ar', 'ckb', 'en')
    """
    head = text[:20_000]
    arabic, sorani, latin, turkish, kurmanji = (len(letters.findall(head)) for letters in _LETTERS)
    if not arabic + latin:
        return ""
    if arabic >= latin:
        return "ckb" if sorani > 0.04 * arabic else "ar"
    if turkish > 0.005 * latin:
        return "tr"
    return "kmr" if kurmanji > 0.02 * latin else "en"


def _warn(problem: Problem) -> None:
    _log.warning("%s", problem)


def _unique_id(document: Document, name: str, taken: set[str]) -> str:
    """Return the document's id, or a longer one when another document has it."""
    base = document.id
    if base in taken and base == _printable(Path(name).stem):
        base = _printable(name)
    tries = chain([base], (f"{base}#{number}" for number in count(2)))
    return next(candidate for candidate in tries if candidate not in taken)


def _read(path: Path, report: Callable[[Problem], None], stdin: Iterable[bytes] | None) -> Iterator[Document]:
    """Yield the documents of one file, or of standard input."""
    try:
        if stdin is not None:
            yield from _read_stdin(iter(stdin), report)
        elif path.suffix.lower() in _OTHER:
            report(Problem(str(path), f"{path.suffix} files are not read; save the text in a .txt, .md or .jsonl file"))
        else:
            with path.open("rb") as file:
                yield from _read_file(file, path, report)
    except _BadError as error:
        report(Problem(str(path), str(error)))
    except FileNotFoundError:
        report(Problem(str(path), "no such file; check the path"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        report(Problem(str(path), f"cannot be read ({reason}); check the path and its permissions"))


def _read_stdin(lines: Iterator[bytes], report: Callable[[Problem], None]) -> Iterator[Document]:
    first = next(lines, b"")
    row = json_object(first)
    if row is not None and "text" in row:
        yield from _read_jsonl(chain([first], lines), "stdin", report)
    else:
        yield _document(_decoded(_joined(chain([first], lines))), {"id": "stdin"}, "-")


def _read_file(file: IO[bytes], path: Path, report: Callable[[Problem], None]) -> Iterator[Document]:
    suffix = path.suffix.lower()
    if suffix in JSON_SUFFIXES:
        yield from _read_jsonl(iter(lambda: file.readline(MAX_BYTES + 1), b""), str(path), report)
        return
    text = _decoded(_joined(iter(lambda: file.read(2**20), b"")))
    fields, start = _front_matter(text) if suffix in {".md", ".markdown"} and text.strip() else ({}, 0)
    body = text[start:].lstrip("\r\n") if start else text
    yield _document(body, {"id": _printable(path.stem), **fields}, _printable(path.as_posix()))


def _printable(name: str) -> str:
    """Return a file name without the bytes that its file system could not decode."""
    return name.encode("utf-8", "replace").decode()


def _joined(parts: Iterable[bytes]) -> bytes:
    """Join the parts of one document, up to the size that one may have."""
    buffer = io.BytesIO()
    for part in parts:
        buffer.write(part)
        if buffer.tell() > MAX_BYTES:
            message = f"is over {MAX_BYTES // 2**20} MB, too much for one document; split it or make it JSONL"
            raise _BadError(message)
    return buffer.getvalue()


def _decoded(data: bytes) -> str:
    try:
        return decode(data)
    except UndecodableError as error:
        raise _BadError(str(error)) from None


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the fields of the front matter and the offset of the line after it."""
    found = _FRONT_MATTER.match(text)
    if not found:
        message = "has no front matter; begin it with '---', `key: value` lines and '---', or name it .txt"
        raise _BadError(message)
    try:
        values = yaml.load(found[1], Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer types still
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        message = f"has front matter that is not valid YAML{where}; quote values that hold ': ', or mend it"
        raise _BadError(message) from None
    if not isinstance(values, dict):
        message = "has front matter without `key: value` lines; give `id`, `date`, `source` or `title`"
        raise _BadError(message)
    return _fields(values), found.end()


def _read_jsonl(lines: Iterable[bytes], path: str, report: Callable[[Problem], None]) -> Iterator[Document]:
    """Yield the documents of JSON lines; bad ones are reported, the others go on."""
    undecodable: list[int] = []
    number = read = 0
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_BYTES:
            report(Problem(path, f"is over {MAX_BYTES // 2**20} MB in one line; write one document a line", number))
            return
        if number == 1 and (b"\0" in line or line.startswith((b"\xff\xfe", b"\xfe\xff"))):
            report(Problem(path, "is not UTF-8 text (UTF-16 or binary); save it as UTF-8"))
            return
        if number == 1 and is_about_documents(line):
            report(
                Problem(path, "is a table of mentions, not of documents; `disputemap map` draws what `geoparse` wrote")
            )
            return
        try:
            if text := line.decode("utf-8-sig" if number == 1 else "utf-8").strip():
                read += 1
                yield _from_json(text, f"{Path(path).stem}-{number}", path)
        except UnicodeDecodeError:
            undecodable.append(number)
        except _BadError as error:
            report(Problem(path, str(error), number))
    if undecodable:
        more = f" nor are {len(undecodable) - 1} more lines" if undecodable[1:] else ""
        report(Problem(path, f"is not UTF-8{more}; save the file as UTF-8", undecodable[0]))
    elif not read:
        report(Problem(path, "is empty; leave it out"))


def _from_json(line: str, document_id: str, path: str) -> Document:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"is not valid JSON ({getattr(error, 'msg', 'nested too deep')}); write one object a line"
        raise _BadError(message) from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        message = "holds no document; write a JSON object with `text`, and `id`, `lang`, `date`, `source`, `title`"
        raise _BadError(message)
    return _document(row["text"], {"id": document_id, **_fields(row)}, path)


def _fields(row: Mapping[Any, Any]) -> dict[str, str]:
    """Return the fields of a document that are there and not empty, as strings."""
    given = {name: row[name] for name in _FIELDS if row.get(name) not in (None, "")}
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            message = f"gives `{name}` as {type(value).__name__}; make it a text"
            raise _BadError(message)
    fields = {name: str(value).strip() for name, value in given.items()}
    if "date" in fields:
        fields["date"] = _iso_date(fields["date"])
    return {name: value for name, value in fields.items() if value}


def _iso_date(value: str) -> str:
    """Return a date or time as ISO 8601 where it is one in all but its punctuation; else as it was typed."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment.isoformat() if ":" in value else moment.date().isoformat()


def _document(text: str, fields: Mapping[str, str], path: str) -> Document:
    if not text.strip():
        message = "is empty; leave it out"
        raise _BadError(message)
    try:
        "".join([text, *fields.values()]).encode()
    except UnicodeEncodeError:
        message = "holds half of a surrogate pair, which is not a character; save it again as UTF-8"
        raise _BadError(message) from None
    return Document(text=text, path=path, **{"lang": guess_lang(text), **fields})
