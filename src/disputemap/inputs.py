"""What the user named -> files: folders walked, patterns expanded, each file once, in a fixed order."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disputemap.errors import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

JSON_SUFFIXES = frozenset({".jsonl", ".ndjson"})
PARQUET_SUFFIX = ".parquet"  # of tables of mentions; documents are text
FOLDER_SUFFIXES = frozenset({".txt", ".md"}) | JSON_SUFFIXES
MAX_BYTES = 64 * 2**20  # of one document; a JSONL file may be of any size


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read: the file, the line in it (0: the whole), and what to do about it."""

    path: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        """Return one line, as the command line prints it."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        return one_line(f"{where}: {self.message}")


def find_files(
    inputs: str | Path | Iterable[str | Path], report: Callable[[Problem], None]
) -> Iterator[tuple[Path, str]]:
    """Yield the files behind files, folders, glob patterns and `-`, each with its path below the input.

    A file that is reached twice comes once. Folders give their `.txt`, `.md` and `.jsonl` files, sorted; hidden
    files, READMEs and JSONL files of mentions are passed over.
    """
    seen: set[str] = set()
    for given in [inputs] if isinstance(inputs, str | Path) else inputs:
        try:
            for path, name in _expand(given, report):
                key = "-" if name == "-" else str(path.resolve())
                if key not in seen:
                    seen.add(key)
                    yield path, name
        except (OSError, RuntimeError, ValueError) as error:  # a name too long, with a NUL, a link to itself
            reason = getattr(error, "strerror", None) or error
            report(Problem(str(given), f"cannot be read ({reason}); check the path and its permissions"))


def _expand(given: str | Path, report: Callable[[Problem], None]) -> Iterator[tuple[Path, str]]:
    path = Path(given)
    if str(given) == "-":
        yield path, "-"
    elif path.is_dir():
        yield from _below(path, report)
    elif has_magic(str(given)) and not path.exists():
        yield from _matching(str(given), report)
    else:
        yield path, path.name


def _matching(pattern: str, report: Callable[[Problem], None]) -> Iterator[tuple[Path, str]]:
    found = [Path(match) for match in sorted(glob(pattern, recursive=True))]  # noqa: PTH207 - it takes absolute ones
    for match in found:
        if not match.is_dir():
            yield match, match.name
        elif "**" not in pattern:
            yield from _below(match, report)
    if not found:
        report(Problem(pattern, "matches no file; check the pattern"))


def _below(folder: Path, report: Callable[[Problem], None]) -> Iterator[tuple[Path, str]]:
    """Yield the documents of a folder, sorted by their path in it."""

    def unlisted(error: OSError) -> None:
        report(Problem(str(error.filename), f"cannot be listed ({error.strerror}); check its permissions"))

    found: list[tuple[tuple[str, ...], Path]] = []
    for root, folders, names in os.walk(folder, onerror=unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(root, name) for name in names if not name.startswith(".")]
        found += [(path.relative_to(folder).parts, path) for path in paths if _is_wanted(path)]
    for parts, path in sorted(found):
        yield path, "/".join(parts)
    if not found:
        report(Problem(str(folder), "folder holds no .txt, .md or .jsonl document; name another"))


def _is_wanted(path: Path) -> bool:
    suffix = path.suffix.lower() in FOLDER_SUFFIXES and path.stem.lower() != "readme"
    return suffix and path.is_file() and not _begins_with(path, is_about_documents)


def is_mention_file(path: Path) -> bool:
    """Return whether a file is Parquet, or JSONL that begins with a mention and not with a document."""
    return path.suffix.lower() == PARQUET_SUFFIX or _begins_with(path, is_mention)


def _begins_with(path: Path, test: Callable[[bytes], bool]) -> bool:
    if path.suffix.lower() not in JSON_SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            return test(file.readline(MAX_BYTES))
    except OSError:
        return False


def is_about_documents(line: bytes) -> bool:
    """Return whether a line is JSON that holds mentions (`geoparse`'s, or marked by hand) and no `text`."""
    row = json_object(line)
    return row is not None and "text" not in row and not row.keys().isdisjoint({"doc", "mentions", "surface"})


def is_mention(line: bytes) -> bool:
    """Return whether a line is a JSON object that has `surface` and no `text`.

    Examples
    --------
    >>> is_mention(b'{"doc": "a", "place_id": null, "surface": "Kirkuk"}')
    True
    """
    row = json_object(line)
    return row is not None and "surface" in row and "text" not in row


def json_object(line: bytes) -> dict[str, Any] | None:
    """Return the JSON object on a line, or None when it is anything else."""
    try:
        text = line.decode("utf-8-sig").strip()
        row = json.loads(text, parse_constant=_refuse) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _refuse(constant: str) -> None:
    message = f"{constant} is no JSON"
    raise ValueError(message)
