"""resources.yaml and the files themselves -> `datapackage.json`.

What a person knows (titles, sentences, licences, sources) is kept by hand in `resources.yaml`; what a machine knows
(columns, hash, size) is read from the files. A file that is not there yet is left out. Files in `vocab/` and
`lexicon/`, and `gazetteer/` files whose licence differs (`places-odbl.csv`), join by themselves.
"""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import yaml

from geo.build.files import GEO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Entry = dict[str, Any]

FORMATS = {
    ".csv": ("csv", "text/csv"),
    ".geojson": ("geojson", "application/geo+json"),
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
}
UNDESCRIBED = "Not yet described in geo/build/resources.yaml."


def build_package() -> None:
    """Write `datapackage.json`."""
    kept = yaml.safe_load((GEO / "build" / "resources.yaml").read_text(encoding="utf-8"))
    entries = {entry["name"]: entry for entry in _entries(kept)}
    resources = [_resource(entry, kept) for entry in entries.values() if (GEO / entry["path"]).exists()]
    used = sorted({name for entry in entries.values() for name in entry["licences"]})
    package = kept["package"] | {"licenses": [kept["licences"][name] for name in used], "resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (GEO / "datapackage.json").write_bytes(text.encode())
    print(f"wrote geo/datapackage.json ({len(resources)} resources)")


def _entries(kept: Entry) -> Iterator[Entry]:
    """Yield the resources kept by hand, each followed by its variants, then the vocabularies nobody listed."""
    listed = {entry["path"] for entry in kept["resources"]}
    for entry in kept["resources"]:
        yield entry
        yield from _variants(entry, kept)
    for path in sorted([*(GEO / "vocab").glob("*.csv"), *(GEO / "lexicon").glob("*.csv")]):
        where = path.relative_to(GEO).as_posix()
        if where not in listed:
            name = path.stem.replace("_", "-")
            yield {"name": name, "path": where, "title": f"Vocabulary: {name}"} | kept["vocabulary"]


def _variants(entry: Entry, kept: Entry) -> Iterator[Entry]:
    """Yield `places-odbl.csv` and the like: the same columns under another licence."""
    path = GEO / entry["path"]
    for found in sorted(path.parent.glob(f"{path.stem}-*.csv")) if path.parent.name == "gazetteer" else ():
        changed = {"name": found.stem, "path": f"gazetteer/{found.name}"} | kept["variants"][found.stem.rsplit("-")[-1]]
        yield entry | changed | {"title": f"{entry['title']} ({found.stem.rsplit('-')[-1]})"}


def _resource(entry: Entry, kept: Entry) -> Entry:
    path = GEO / entry["path"]
    content = path.read_bytes()
    kind, media = FORMATS[path.suffix]
    return {
        "name": entry["name"],
        "path": entry["path"],
        "format": kind,
        "mediatype": media,
        "encoding": "utf-8",
        "title": entry["title"],
        "description": entry["description"],
        "schema": _schema(entry, _columns(path, content), kept["fields"]),
        "sources": [kept["sources"][name] for name in entry["sources"]],
        "licenses": [kept["licences"][name] for name in entry["licences"]],
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "bytes": len(content),
    }


def _columns(path: Path, content: bytes) -> list[str]:
    """Return the columns of a table, or the properties of GeoJSON features in the order they first come."""
    if path.suffix == ".csv":
        return next(csv.reader([content.decode().splitlines()[0]]))
    if path.suffix == ".parquet":
        return list(pq.read_schema(path).names)
    features = json.loads(content)["features"]
    return list(dict.fromkeys(key for feature in features for key in feature["properties"]))


def _schema(entry: Entry, columns: list[str], common: Entry) -> Entry:
    own = entry.get("fields", {})
    if missing := sorted(set(own) - set(columns)):
        message = (
            f"geo/{entry['path']}: has no column {missing[0]!r}, which geo/build/resources.yaml describes; mend one"
        )
        raise ValueError(message)
    fields = [_field(column, own.get(column, common.get(column))) for column in columns]
    key = entry.get("primary_key")
    return {"fields": fields} | ({"primaryKey": key} if key else {})


def _field(column: str, about: str | Entry | None) -> Entry:
    """Return a field; a bare sentence means a string column."""
    spelled = {"description": about} if isinstance(about, str) else dict(about or {"description": UNDESCRIBED})
    return {"name": column, "type": spelled.pop("type", "string"), **spelled}
