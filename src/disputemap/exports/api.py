"""What people call: `to_geojson(mentions, path)` and the like, one for each format.

Mentions are a table as :func:`disputemap.geoparse` or :func:`disputemap.read_mentions` returns it, or a part of one.
With a `path` the file is written whole (the old one stays until all went well) and nothing is returned; formats that
are text are returned as text without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from disputemap.exports import Options, check_geometry, one_table, save_tables, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from disputemap.corridors import Corridor
    from disputemap.geodata import GeoData
    from disputemap.models import Document


Mentions: TypeAlias = "pd.DataFrame | pa.Table"
File: TypeAlias = "str | Path"


def _text(mentions: Mentions, path: File | None, form: str, options: Options | None = None) -> str | None:
    if path is None:
        check_geometry(form, options.geometry if options else "point")
        return to_text(mentions, form, options)
    save_tables(one_table(mentions), path, form, options)
    return None


def to_jsonl(mentions: Mentions, path: File | None = None) -> str | None:
    """Write JSON lines: one object a mention with all fields, which :func:`disputemap.read_mentions` reads again."""
    return _text(mentions, path, "jsonl")


def to_csv(mentions: Mentions, path: File | None = None) -> str | None:
    """Write CSV for a spreadsheet: UTF-8, LF, cells that would run as formulas are disarmed."""
    return _text(mentions, path, "csv")


def to_ucdp(mentions: Mentions, path: File | None = None, *, geodata: GeoData | None = None) -> str | None:
    """Write CSV with the columns of UCDP GED; areas are at their centroid, and a column says so."""
    return _text(mentions, path, "ucdp", Options(geodata=geodata))


def to_acled(mentions: Mentions, path: File | None = None, *, geodata: GeoData | None = None) -> str | None:
    """Write CSV with the columns of ACLED; areas are at their capital, and a column says so."""
    return _text(mentions, path, "acled", Options(geodata=geodata))


def to_geojson(
    mentions: Mentions, path: File | None = None, *, geometry: str = "point", geodata: GeoData | None = None
) -> str | None:
    """Write a GeoJSON FeatureCollection (RFC 7946), one feature a line; unplaced mentions have a null geometry.

    Parameters
    ----------
    mentions, path
        See :mod:`disputemap.exports.api`.
    geometry
        `point`, or `shape`: the polygon, line or sector that is meant, where one is known.
    geodata
        The package with the shapes; None means the chosen, or else the shipped, one.

    Raises
    ------
    InputError
        If the file cannot be written, or there is no such geometry.
    """
    return _text(mentions, path, "geojson", Options(geometry, geodata))


def to_kml(
    mentions: Mentions, path: File | None = None, *, geometry: str = "point", geodata: GeoData | None = None
) -> str | None:
    """Write KML with a folder for each role and theme; `geometry` and `geodata` as in :func:`to_geojson`."""
    return _text(mentions, path, "kml", Options(geometry, geodata))


def to_lpf(mentions: Mentions, path: File | None = None, *, geodata: GeoData | None = None) -> str | None:
    """Write Linked Places Format: a record a place, with the names and documents that attest it."""
    return _text(mentions, path, "lpf", Options(geodata=geodata))


def to_annotations(mentions: Mentions, path: File | None = None) -> str | None:
    """Write W3C Web Annotations (JSON-LD): one a mention, its target the span in the document."""
    return _text(mentions, path, "w3c")


def to_conll(
    mentions: Mentions, path: File | None = None, *, documents: Iterable[Document] | None = None
) -> str | None:
    """Write CoNLL columns with BIO labels.

    `documents` are those that the mentions were found in; without them, only the sentences of mentions are there.
    """
    return _text(mentions, path, "conll", Options(documents=documents))


def to_brat(mentions: Mentions, path: File, *, documents: Iterable[Document] | None = None) -> None:
    """Write a folder of brat standoff: .txt and .ann for each document; `documents` as in :func:`to_conll`."""
    save_tables(one_table(mentions), path, "brat", Options(documents=documents))


def to_parquet(mentions: Mentions, path: File, *, geometry: str = "point", geodata: GeoData | None = None) -> None:
    """Write GeoParquet 1.1; `geometry` and `geodata` as in :func:`to_geojson`."""
    save_tables(one_table(mentions), path, "parquet", Options(geometry, geodata))


def to_geopackage(
    mentions: Mentions, path: File, *, geodata: GeoData | None = None, corridor: Corridor | None = None
) -> None:
    """Write a GeoPackage with layers for mentions, places, and corridor, each with a style for QGIS."""
    save_tables(one_table(mentions), path, "geopackage", Options(geodata=geodata, corridor=corridor))


def to_flatgeobuf(mentions: Mentions, path: File, *, geometry: str = "point", geodata: GeoData | None = None) -> None:
    """Write FlatGeobuf; `geometry` and `geodata` as in :func:`to_geojson`."""
    save_tables(one_table(mentions), path, "flatgeobuf", Options(geometry, geodata))


def to_postgis(
    mentions: Mentions,
    url: str,
    *,
    schema: str = "disputemap",
    geodata: GeoData | None = None,
    corridor: Corridor | None = None,
) -> None:
    """Write the tables `mentions`, `places` and `corridor` to PostGIS, all or none; needs the extra `postgis`.

    Parameters
    ----------
    mentions
        See :mod:`disputemap.exports.api`.
    url
        `postgresql://user@host/database`; a password is better kept in the environment (PGPASSWORD) or in ~/.pgpass.
    schema
        Where the tables are. The rows of ours are exchanged, tables that somebody else made are left alone.
    geodata, corridor
        The package with the shapes, and what is drawn; None means the chosen, or else the shipped, one.

    Raises
    ------
    InputError
        If psycopg is not installed, or the database refuses.
    """
    from disputemap.exports.postgis import save_postgis  # noqa: PLC0415 - an extra

    save_postgis(one_table(mentions), url, Options(geodata=geodata, corridor=corridor), schema=schema)
