"""Official boundaries (OCHA COD-AB, geoBoundaries, anything with polygons) -> rows with shapes.

GeoJSON, GeoPackage and zipped shapefiles, in any coordinate reference system that the file declares. Columns are
recognised by the habits of both providers, else given with `--map`.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any

from disputemap.crs import LONLAT
from disputemap.errors import InputError
from disputemap.imports.fields import check_mapping
from disputemap.imports.importing import Report, check_output, import_rows
from disputemap.imports.known import Known
from disputemap.imports.rows import ImportName, ImportRow, Refusal
from disputemap.imports.writing import About

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import geopandas as gpd

    from disputemap.geodata import GeoData

LEVELS = ("adm1", "adm2", "adm3")
SUFFIXES = (".geojson", ".json", ".gpkg", ".zip", ".shp")
FIELDS = ("name", "pcode", "id", "parent", "country", "population", "date")
_MISSING = {"", "none", "nan", "nat", "<na>"}
_LANGUAGES = frozenset({"en", "ar", "ku", "ckb", "tr"})


def import_boundaries(  # noqa: PLR0913 - one an option
    path: Path,
    output: Path,
    geodata: GeoData,
    *,
    level: str,
    mapping: Mapping[str, str] | None = None,
    about: About | None = None,
    layer: str | None = None,
    crs: str | None = None,
    skip_bad: bool = False,
) -> Report:
    """Make an overlay whose polygons take the place of the package's own.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile or a zip file of one.
    output
        The overlay, a zip file.
    geodata
        The data package, with overlays, whose areas are matched: by P-code, else by name and place.
    level
        One of `LEVELS`; areas that match none become new places of this level.
    mapping
        Our fields (`FIELDS`, `name_<language>`) to columns, where these are not those of OCHA or geoBoundaries.
    about
        What the overlay says about itself; by default the file's name.
    layer
        Layer of a file with several; by default the one called by the level.
    crs
        The coordinate reference system, if the file declares none.
    skip_bad
        Leave bad rows out instead of refusing all.

    Raises
    ------
    InputError
        If the file cannot be read, declares no CRS, or no column is known for the name.
    """
    check_output(output, path)
    frame = read_areas(path, level=level, layer=layer, crs=crs)
    columns = _columns(frame, level, mapping or {}, path)
    known = Known(geodata)
    described = about or About(path.stem, path.name)
    with_shapes = About(described.name, described.source, described.licence, _resource_of(level, known))
    rows = _rows(path, frame, columns, level)
    report = import_rows(rows, output, known, Report(path), about=with_shapes, skip_bad=skip_bad)
    report.left_behind = _left_behind(level, known, report)
    return report


def _resource_of(level: str, known: Known) -> str:
    """Return the resource that holds most shapes of a level in the package: the one that the map draws."""
    places = known.gazetteer.places.values()
    count = Counter(place.geometry for place in places if place.feature == level and place.geometry)
    own = {resource: number for resource, number in count.items() if not known.geodata.overlay_of(resource)}
    return max(sorted(own), key=lambda resource: own[resource], default="")


def _left_behind(level: str, known: Known, report: Report) -> list[str]:
    """Return the places of this level that keep their old shape, since the file has none for them."""
    places = [place for place in known.gazetteer.places.values() if place.feature == level and place.geometry]
    return sorted(place.place_id for place in places if place.place_id not in report.place_ids)


def read_areas(path: Path, *, level: str, layer: str | None, crs: str | None) -> gpd.GeoDataFrame:
    """Read polygons and bring them to EPSG:4326."""
    import geopandas as gpd  # noqa: PLC0415 - only for boundaries
    import pyogrio  # noqa: PLC0415
    import shapely  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    if path.suffix.lower() not in SUFFIXES:
        message = f"{path}: cannot tell the format by its name; give one of {', '.join(SUFFIXES)}"
        raise InputError(message)
    if not path.is_file():
        message = f"{path}: no such file; check the path"
        raise InputError(message)
    try:
        chosen = _choose_layer(path, pyogrio.list_layers(path), layer, level)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # broken geometries: each is refused by its number
            frame = gpd.read_file(path, layer=chosen, on_invalid="ignore")
        if frame.crs is None and crs:
            frame = frame.set_crs(crs)
        if getattr(frame, "crs", None) is None:
            message = f"{path}: declares no coordinate reference system; add its .prj, or give --crs EPSG:<code>"
            raise InputError(message)
        return frame.to_crs(LONLAT)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        shapely.errors.ShapelyError,
        CRSError,
        ValueError,
        AttributeError,
    ) as error:
        if isinstance(error, InputError):
            raise
        message = f"{path}: cannot be read as boundaries ({str(error).splitlines()[0]}); export it as GeoJSON"
        raise InputError(message) from error


def _choose_layer(path: Path, layers: Any, layer: str | None, level: str) -> str:  # noqa: ANN401 - names and types
    """Return the layer asked for, or the only one, or the only one of areas that is called by the level."""
    names = [str(name) for name, kind in layers if kind is not None]
    called = [str(name) for name, kind in layers if level in str(name).lower() and "Polygon" in str(kind)]
    for found in (names, called):
        if layer is None and len(found) == 1:
            return found[0]
    if layer in names:
        return str(layer)
    message = f"{path}: holds the layers {', '.join(names) or '(none)'}; choose one with --layer"
    raise InputError(message)


def _columns(frame: gpd.GeoDataFrame, level: str, mapping: Mapping[str, str], path: Path) -> dict[str, str]:
    """Return the column of each of our fields: as given, else by the habits of OCHA and geoBoundaries."""
    headers = [str(column) for column in frame.columns if column != frame.geometry.name]
    number = int(level.removeprefix("adm"))
    found = _guess(headers, number)
    check_mapping(headers, mapping, path, fields=FIELDS)
    columns = {ours: theirs for ours, theirs in {**found, **mapping}.items() if theirs}
    if not any(ours.startswith("name") for ours in columns):
        message = f"{path}: no column is known for the name; give --map name=... (columns: {', '.join(headers)})"
        raise InputError(message)
    return columns


def _guess(headers: list[str], number: int) -> dict[str, str]:
    """Recognise `ADM2_EN`, `adm2_name`, `ADM2_AR`, `ADM2_PCODE`, those of the level above, and `shapeName`."""
    lower = {header.lower(): header for header in headers}
    found: dict[str, str] = {}
    for header in headers:
        match = re.fullmatch(rf"adm{number}_(?:name_)?([a-z]{{2,3}})", header.lower())
        if match and match[1] in _LANGUAGES:
            found[f"name_{match[1]}"] = header
    plain = {
        "name": (f"adm{number}_name", f"adm{number}name", "shapename", f"name_{number}", "name"),
        "pcode": (f"adm{number}_pcode", f"adm{number}pcode", f"admin{number}pcod", "pcode"),
        "id": ("shapeid",),
        "parent": (f"adm{number - 1}_pcode", f"adm{number - 1}pcode") if number > 1 else (),
        "parent_name": (f"adm{number - 1}_en", f"adm{number - 1}_name") if number > 1 else (),
        "date": ("validon",),
    }
    for ours, candidates in plain.items():
        theirs = next((lower[candidate] for candidate in candidates if candidate in lower), "")
        found |= {ours: theirs} if theirs else {}
    return found


def _rows(path: Path, frame: gpd.GeoDataFrame, columns: Mapping[str, str], level: str) -> Iterator[ImportRow | Refusal]:
    from shapely.geometry import mapping as to_geojson  # noqa: PLC0415 - only for boundaries

    for number, (record, geometry) in enumerate(
        zip(frame.drop(columns=frame.geometry.name).to_dict("records"), frame.geometry, strict=True), start=1
    ):
        where = f"{path.name}: feature {number}"
        cells = {ours: _cell(record[theirs]) for ours, theirs in columns.items()}
        if geometry is None or geometry.is_empty or "Polygon" not in geometry.geom_type:
            kind = "no geometry" if geometry is None or geometry.is_empty else f"a {geometry.geom_type}"
            yield Refusal(where, f"{kind} where a polygon belongs", "draw the area, or leave it out")
        else:
            yield _row(where, cells, dict(to_geojson(geometry)), level)


def _cell(value: Any) -> str:  # noqa: ANN401 - any value of a column
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10] if str(value) != "NaT" else ""
    text = str(value).strip() if value is not None else ""
    return "" if text.lower() in _MISSING else text


def _row(where: str, cells: Mapping[str, str], geometry: dict[str, Any], level: str) -> ImportRow:
    named = [(cells[key], key.removeprefix("name_")) for key in sorted(cells) if key.startswith("name_") and cells[key]]
    english_first = sorted(named, key=lambda pair: pair[1] != "en")
    first = [(cells["name"], "")] if cells.get("name") else []
    names = dict.fromkeys(ImportName(form, language, "official") for form, language in [*english_first, *first])
    ways = tuple(
        way for way in (_pcode(cells.get("parent", "")), cells.get("parent", ""), cells.get("parent_name", "")) if way
    )
    own = _pcode(cells.get("pcode", "")) or (f"gb:{cells['id']}" if cells.get("id") else "")
    return ImportRow(
        where=where,
        names=tuple(names),
        id=own,
        feature=level,
        country=cells.get("country", ""),
        parents=(ways,) if ways else (),
        population=cells.get("population", ""),
        date=cells.get("date", ""),
        geometry=geometry,
    )


def _pcode(cell: str) -> str:
    return f"pcode:{cell}" if cell else ""
