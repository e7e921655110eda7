"""Is a data package, an overlay or an exported gazetteer what it says it is? One line a problem, none when it is sound.

::

    package        files, hashes, columns and their constraints, shapes      (datapackage.json and what it describes)
    rows           the gazetteer's rows, each with where it stands           (package or overlay -> Rows)
    references     ids, vocabulary, parents, names, sources                  (Rows)
    positions      coordinates, bounds, parents' shapes, doubles             (Rows)
    linked_places  the published rules of Linked Places Format               (text)
    lp_tsv         those of LP-TSV                                           (text)
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from disputemap.datacheck.linked_places import check_lpf
from disputemap.datacheck.lp_tsv import check_lp_tsv
from disputemap.datacheck.package import check_package, check_resources, check_shapes
from disputemap.datacheck.positions import check_positions
from disputemap.datacheck.references import check_references
from disputemap.datacheck.rows import gather
from disputemap.errors import GazetteerError, InputError
from disputemap.geodata import GeoData

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LPF_SUFFIXES = frozenset({".json", ".jsonld", ".geojson"})
TSV_SUFFIXES = frozenset({".tsv", ".txt"})


def check(path: Path, base: GeoData) -> Iterator[str]:
    """Yield what is wrong with a file or folder.

    Parameters
    ----------
    path
        The folder of a data package, an overlay (zip), an LP-TSV, Linked Places or GeoJSON file.
    base
        The package that an overlay is meant for.

    Raises
    ------
    InputError
        If the path is none of these, or cannot be read.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        yield from check_folder(GeoData(path))
    elif suffix == ".zip":
        yield from check_overlay(path, base)
    elif suffix in TSV_SUFFIXES:
        yield from (f"{path.name}{problem}" for problem in check_lp_tsv(_read(path)))
    elif suffix in LPF_SUFFIXES:
        yield from _check_json(path)
    else:
        message = f"{path}: cannot be checked; give a data package's folder, an overlay.zip, a .tsv or a .json"
        raise InputError(message)


def check_folder(geodata: GeoData) -> Iterator[str]:
    """Yield what is wrong with a data package; its rows are looked at once its files are readable."""
    broken = False
    for problem in check_package(geodata):
        broken = broken or problem.fatal
        yield problem.line
    if not broken:
        rows = gather(geodata)
        yield from check_references(rows)
        yield from check_positions(rows)


def check_overlay(path: Path, base: GeoData) -> Iterator[str]:
    """Yield what is wrong with an overlay, laid over a package."""
    geodata = GeoData(base.root, (path,))
    try:
        own = [name for name in geodata.resources if geodata.overlay_of(name)]
        problems = list(check_resources(geodata, own))
        rows = gather(geodata, own=frozenset(own))
    except GazetteerError as error:
        yield str(error)
        return
    yield from problems
    yield from check_references(rows)
    yield from check_positions(rows)


def _check_json(path: Path) -> Iterator[str]:
    """Yield what is wrong with a Linked Places file, or with GeoJSON that does not claim to be one."""
    text = _read(path)
    if path.suffix.lower() == ".geojson" and '"@context"' not in text:
        try:
            yield from check_shapes(path.name, dict(json.loads(text)))
        except ValueError as error:
            yield f"{path.name}: is not JSON ({error}); export it anew"
    else:
        yield from (f"{path.name}{problem}" for problem in check_lpf(text))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error}); check the path"
        raise InputError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise InputError(message) from error
