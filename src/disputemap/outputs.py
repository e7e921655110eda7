"""text or bytes -> file: the whole new file or the whole old one, and a wrong place is said before the work."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from disputemap.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


def check_writable(path: Path) -> None:
    """Refuse at once a file that could not be written in the end.

    Raises
    ------
    InputError
        If its folder is missing or not writable, or if it is a folder itself.
    """
    folder = path.resolve().parent
    if path.is_dir():
        message = f"{path}: is a folder; name a file in it"
    elif not folder.is_dir():
        message = f"{path}: there is no folder {folder}; make it first"
    elif not os.access(folder, os.W_OK) and not path.exists():
        message = f"{path}: the folder {folder} is not writable; choose another or change its permissions"
    else:
        return
    raise InputError(message)


def write_atomic(path: str | Path, text: str) -> None:
    """Write a text file, UTF-8, so that a reader sees the whole old file or the whole new one.

    Raises
    ------
    InputError
        If the folder is missing or the file cannot be written.
    """
    with writing(path) as file:
        file.write(text.encode())


@contextmanager
def writing(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file to write piece by piece: a reader sees the whole old file or the whole new one.

    Raises
    ------
    InputError
        If the folder is missing or the file cannot be written.
    """
    target = Path(path)
    check_writable(target)
    try:
        # a pipe or /dev/null is no file: there is nothing to replace
        with target.open("wb") if target.exists() and not target.is_file() else replacing(target) as file:
            yield file
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror or error}); free the place or choose another"
        raise InputError(message) from error


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside a file, which takes its place when all went well; else the old one stays."""
    target = path.resolve()  # a link stays a link
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
