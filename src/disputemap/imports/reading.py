"""Bytes -> cells, a row at a time: one bad row, however long, spoils neither the others nor the memory."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from disputemap.errors import InputError
from disputemap.imports.rows import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_LINE = 1 << 20
MAX_FILE = 1 << 28  # of what is read as a whole (JSON)
BOM = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
TOO_LONG = Trouble("a line of over 1 MB, longer than any name or note", "shorten the cell or leave the row out")
NOT_UTF8 = "save the file as UTF-8 (for example: iconv -f windows-1256 -t utf-8)"
SPOILED = "close the quotation mark, or shorten the cell"


@contextmanager
def open_source(path: Path, member: Callable[[str], bool] = lambda _: True) -> Iterator[IO[bytes]]:
    """Open a file, or the first member of a zip file that fits.

    Raises
    ------
    InputError
        If it cannot be opened, holds no such member, or is UTF-16.
    """
    try:
        with path.open("rb") as file:
            if path.suffix.lower() != ".zip":
                yield _checked(path, file)
                return
            with ZipFile(file) as archive:
                name = next((name for name in sorted(archive.namelist()) if member(name)), None)
                if name is None:
                    found = ", ".join(archive.namelist()[:5])
                    message = f"{path}: holds no file of this format, but {found}; choose another --format"
                    raise InputError(message)
                with archive.open(name) as inner:
                    yield inner
    except (OSError, BadZipFile, RuntimeError, NotImplementedError) as error:
        message = f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}); get the file again"
        raise InputError(message) from error


def _checked(path: Path, file: IO[bytes]) -> IO[bytes]:
    if file.read(2) in WIDE_MARKS:
        message = f"{path}: is UTF-16; save the file as UTF-8"
        raise InputError(message)
    file.seek(0)
    return file


def read_whole(path: Path) -> str:
    """Return the text of a file that is read as a whole.

    Raises
    ------
    InputError
        If it is too large for that, or not UTF-8.
    """
    with open_source(path) as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        message = f"{path}: is larger than {MAX_FILE >> 20} MB; import it in parts, or as CSV"
        raise InputError(message)
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 (byte {error.start}); {NOT_UTF8}"
        raise InputError(message) from error


def read_rows(file: IO[bytes], *, delimiter: str, quoted: bool = True) -> Iterator[tuple[int, list[str] | Trouble]]:
    """Yield the rows of a table with the line on which each begins; empty lines are passed over."""
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    while True:
        first = lines.number + 1
        try:
            cells: list[str] | Trouble = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = Trouble(f"cannot be read up to row {lines.number} ({error})", SPOILED)
        spoiled = [lines.troubles.pop(number) for number in sorted(lines.troubles) if number >= first]
        if spoiled or cells:
            yield first, spoiled[0] if spoiled else cells


class _Lines:
    """The lines of a file as text; a line that is none is empty, and its trouble is kept by its number."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.number = 0
        self.troubles: dict[int, Trouble] = {}

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self.file.readline(MAX_LINE)
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            self._skip_line()
            return self._troubled(TOO_LONG)
        try:
            return (raw.removeprefix(BOM) if self.number == 1 else raw).decode("utf-8")
        except UnicodeDecodeError as error:
            return self._troubled(Trouble(f"not UTF-8 (byte 0x{raw[error.start]:02X})", NOT_UTF8))

    def _skip_line(self) -> None:
        while (rest := self.file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
            pass

    def _troubled(self, trouble: Trouble) -> str:
        self.troubles[self.number] = trouble
        return "\n"
