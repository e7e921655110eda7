"""Tables of mentions -> files: a module a format or family, each of which writes the tables as they come.

What a format is called, which endings stand for it and who writes it is said once, in `FORMATS`. A module is imported
when its format is asked for, since some bring libraries along that take their time to load.

- `text` formats are yielded piece by piece, and can go to standard output.
- `bytes` formats are written to an open file, `file` formats to a path, `folder` formats to a new folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from disputemap.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from disputemap.corridors import Corridor
    from disputemap.geodata import GeoData
    from disputemap.models import Document

GEOMETRIES = ("point", "shape")


class Format(NamedTuple):
    """One way out: `module.function(tables, options)` yields text, or `(tables, path, options)` writes."""

    module: str
    kind: Literal["text", "bytes", "file", "folder"]
    endings: tuple[str, ...]
    shapes: bool = False  # may the geometry be the shape of the place?


FORMATS: dict[str, Format] = {
    "jsonl": Format("jsonl", "text", (".jsonl", ".ndjson")),
    "csv": Format("tabular", "text", (".csv",)),
    "ucdp": Format("events", "text", (".ucdp.csv",)),
    "acled": Format("events", "text", (".acled.csv",)),
    "geojson": Format("geojson", "text", (".geojson",), shapes=True),
    "kml": Format("kml", "text", (".kml",), shapes=True),
    "lpf": Format("lpf", "text", (".lpf.json",)),
    "w3c": Format("annotations", "text", (".jsonld",)),
    "conll": Format("conll", "text", (".conll", ".bio", ".iob2")),
    "parquet": Format("geoparquet", "bytes", (".parquet", ".geoparquet"), shapes=True),
    "geopackage": Format("geopackage", "file", (".gpkg",)),
    "flatgeobuf": Format("flatgeobuf", "file", (".fgb",), shapes=True),
    "brat": Format("brat", "folder", ("/",)),
}


@dataclass(frozen=True)
class Options:
    """What may be said about an export.

    `geometry` is `point` or `shape`. `geodata` holds the shapes of places, None means the chosen package; `corridor`
    what is drawn beside them, None means the package's own. `documents` gives the texts to formats that show them: it
    is read along with the tables, in the same order, so that no more than a batch is held.
    """

    geometry: str = "point"
    geodata: GeoData | None = None
    corridor: Corridor | None = None
    documents: Iterable[Document] | None = None

    def package(self) -> GeoData:
        """Return the data package with the corridor, whose shapes are read once."""
        from disputemap.corridors.choosing import with_corridor  # noqa: PLC0415 - this module is to load at once
        from disputemap.geodata import ReadOnce, load_geodata  # noqa: PLC0415

        data = self.geodata or load_geodata()
        if self.corridor is not None:
            return with_corridor(data, self.corridor)
        return data if isinstance(data, ReadOnce) else ReadOnce(data.root, data.overlays)


def guess_format(name: str) -> str | None:
    """Return the format that the ending of a file name stands for, None if it is no known one.

    Examples
    --------
    >>> guess_format("m.gpkg"), guess_format("M.UCDP.csv"), guess_format("marked/"), guess_format("m.xlsx")
    ('geopackage', 'ucdp', 'brat', None)
    """
    endings = [(ending, form) for form, row in FORMATS.items() for ending in row.endings]
    found = [item for item in endings if name.lower().endswith(item[0])]
    return max(found, key=lambda item: len(item[0]))[1] if found else None


def known_endings() -> str:
    """Return all endings, to say what may be written."""
    return ", ".join(ending for row in FORMATS.values() for ending in row.endings if ending != "/")


def to_texts(tables: Iterable[pa.Table], form: str, options: Options | None = None) -> Iterator[str]:
    """Yield the text of tables of mentions in a format, piece by piece; nothing before the first table is there."""
    writer = getattr(_module(form), f"{form}_texts")
    yield from writer(tables, options or Options())


def to_text(mentions: pd.DataFrame | pa.Table, form: str, options: Options | None = None) -> str:
    """Return a table of mentions in a format that is text."""
    return "".join(to_texts(one_table(mentions), form, options))


def save_tables(tables: Iterable[pa.Table], path: str | Path, form: str, options: Options | None = None) -> None:
    """Write tables of mentions to a file or folder as they come; the old one stays until all went well.

    Raises
    ------
    InputError
        If it cannot be written, or the format does not know the geometry.
    """
    from disputemap import outputs  # noqa: PLC0415 - this module is to load at once

    options = options or Options()
    check_geometry(form, options.geometry)
    kind = FORMATS[form].kind
    if kind == "text":
        with outputs.writing(path) as file:
            file.writelines(text.encode() for text in to_texts(tables, form, options))
    elif kind == "bytes":
        with outputs.writing(path) as file:
            getattr(_module(form), f"write_{form}")(tables, file, options)
    elif kind == "file":
        with outputs.writing_path(path, FORMATS[form].endings[0]) as temporary:
            getattr(_module(form), f"write_{form}")(tables, temporary, options)
    else:
        with outputs.writing_folder(path) as temporary:
            getattr(_module(form), f"write_{form}")(tables, temporary, options)


def check_geometry(form: str, geometry: str) -> None:
    """Refuse a geometry that a format does not hold.

    Raises
    ------
    InputError
        If it is so.
    """
    able = ", ".join(name for name, row in FORMATS.items() if row.shapes)
    if geometry not in GEOMETRIES:
        message = f"{geometry!r} is no geometry; use {' or '.join(GEOMETRIES)}"
        raise InputError(message)
    if geometry != "point" and not FORMATS[form].shapes:
        message = f"{form} has no place for shapes of mentions; leave --geometry out, or use one of {able}"
        raise InputError(message)


def one_table(mentions: pd.DataFrame | pa.Table) -> list[pa.Table]:
    """Return a table of mentions as the tables that writers take."""
    import pyarrow  # noqa: ICN001, PLC0415 - this module is to load at once

    from disputemap.table import of_frame  # noqa: PLC0415

    return [mentions if isinstance(mentions, pyarrow.Table) else of_frame(mentions)]


def _module(form: str) -> Any:  # noqa: ANN401 - modules are looked into by name
    return import_module(f"{__name__}.{FORMATS[form].module}")
