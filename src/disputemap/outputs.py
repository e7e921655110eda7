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

FOLDER_MARK = ".disputemap"  # tells a folder that we wrote, and may write anew, from one with somebody's files
_FOLDER_TEXT = "disputemap wrote this folder, and writes it anew as a whole\n"


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
    # a pipe or /dev/null is no file: there is nothing to replace
    with _spoken(path), target.open("wb") if target.exists() and not target.is_file() else replacing(target) as file:
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside a file, which takes its place when all went well; else the old one stays."""
    target = path.resolve()  # a link stays a link
    mode = _mode(target)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def writing_path(path: str | Path, ending: str = "") -> Iterator[Path]:
    """Give the name of a new file with an ending to write, which takes the place of `path` when all went well.

    For libraries that open files by themselves. A pipe or a device cannot be replaced, and is refused.

    Raises
    ------
    InputError
        If the folder is missing or the file cannot be written.
    """
    target = Path(path)
    check_writable(target)
    if target.exists() and not target.is_file():
        message = f"{path}: is no file that could be replaced; name a file"
        raise InputError(message)
    with _spoken(path), tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".disputemap.") as folder:
        new = Path(folder, f"new{ending}")
        yield new
        new.chmod(_mode(target.resolve()))
        new.replace(target.resolve())


@contextmanager
def writing_folder(path: str | Path) -> Iterator[Path]:
    """Give a new folder to write in, which takes the place of `path` when all went well.

    Raises
    ------
    InputError
        If it cannot be written, or `path` holds what is not ours.
    """
    target = Path(path).resolve()
    check_folder(Path(path))
    with _spoken(path), tempfile.TemporaryDirectory(dir=target.parent, prefix=".disputemap.") as folder:
        new, old = Path(folder, "new"), Path(folder, "old")
        new.mkdir()
        (new / FOLDER_MARK).write_text(_FOLDER_TEXT, encoding="utf-8")
        yield new
        if target.exists():
            target.replace(old)
        new.replace(target)


def check_folder(path: Path) -> None:
    """Refuse at once a folder that could not be written, or that would take other people's files with it.

    Raises
    ------
    InputError
        If its parent is missing or not writable, or if it is there and is neither empty nor written by us.
    """
    target = path.resolve()
    if target.exists() and not target.is_dir():
        message = f"{path}: is a file; name a folder"
    elif target.is_dir() and any(target.iterdir()) and not (target / FOLDER_MARK).is_file():
        message = f"{path}: is a folder with files of yours; name a new one"
    elif not target.parent.is_dir():
        message = f"{path}: there is no folder {target.parent}; make it first"
    elif not os.access(target.parent, os.W_OK):
        message = f"{path}: the folder {target.parent} is not writable; choose another or change its permissions"
    else:
        return
    raise InputError(message)


@contextmanager
def _spoken(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror or error}); free the place or choose another"
        raise InputError(message) from error


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777 if path.exists() else 0o644
