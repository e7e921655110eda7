"""Tables and shapes -> an overlay file, the same bytes for the same rows."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from disputemap.errors import InputError
from disputemap.outputs import check_writable, replacing
from disputemap.overlays import COLUMNS, DESCRIPTOR, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Row = dict[str, str]
    Feature = dict[str, Any]

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can hold
SHAPES = "shapes"


@dataclass(frozen=True)
class About:
    """Where an overlay comes from. `source` is what rows cite, `replaces` the resource that shapes are drawn over.

    `inherited` are the licences of the package's rows that were taken over for places known before.
    """

    name: str
    source: str
    licence: str = ""
    replaces: str = ""
    inherited: Sequence[Mapping[str, str]] = ()


def write_overlay(
    path: Path, tables: Mapping[str, Sequence[Row]], about: About, *, shapes: Sequence[Feature] = ()
) -> None:
    """Write an overlay, so that a reader sees the whole old file or the whole new one.

    Parameters
    ----------
    path
        The zip file.
    tables
        Rows of `places`, `names` and `locations`, in any order.
    about
        Written into the descriptor.
    shapes
        GeoJSON features, EPSG:4326, with `place_id` among the properties.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    contents = {f"{kind}.csv": _csv(tables.get(kind, ()), COLUMNS[kind]) for kind in COLUMNS}
    if shapes:
        contents[f"{SHAPES}.geojson"] = _geojson(shapes)
    described = {DESCRIPTOR: _descriptor(contents, about), **contents}
    check_writable(path)
    try:
        with replacing(path) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, data in described.items():
                info = ZipInfo(name, EPOCH)
                info.create_system, info.external_attr, info.compress_type = 3, 0o644 << 16, ZIP_DEFLATED
                archive.writestr(info, data)
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror or error}); free the place or choose another"
        raise InputError(message) from error


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(sorted([row.get(column, "") for column in columns] for row in rows))
    return buffer.getvalue().encode()


def _geojson(features: Sequence[Feature]) -> bytes:
    ordered = sorted(features, key=lambda feature: str(feature["properties"]["place_id"]))
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in ordered)
    return ('{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n").encode()


def _descriptor(contents: Mapping[str, bytes], about: About) -> bytes:
    resources = [
        {
            "name": name.partition(".")[0],
            "path": name,
            "format": name.partition(".")[2],
            "encoding": "utf-8",
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
            **({"replaces": about.replaces} if about.replaces and name.startswith(SHAPES) else {}),
        }
        for name, data in contents.items()
    ]
    descriptor = {
        "profile": "data-package",
        "name": about.name,
        "title": f"Places from {about.source}",
        "licenses": [*([{"name": about.licence}] if about.licence else []), *about.inherited],
        "sources": [{"title": about.source}],
        "disputemap": {"overlay": VERSION},
        "resources": resources,
    }
    return (json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n").encode()
