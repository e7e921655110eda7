"""ImportRow -> SoundRow or Refusal: is each value right in itself? Parents and namesakes are judged in `merging`."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from disputemap.folding import fold_name
from disputemap.imports.known import DEFAULT_FEATURE
from disputemap.imports.rows import UNKNOWN, Refusal, SoundRow, Trouble
from disputemap.imports.shapes import measure_shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from disputemap.imports.known import Known
    from disputemap.imports.rows import ImportRow

MAX_TEXT = 10_000
MIN_FOREIGN = 4
MAX_LON, MAX_LAT = 180.0, 90.0
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")  # the half pairs come from JSON
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NUMBER_LIKE = re.compile(r"[-+\s\d().,:/%°'\"NSEW]*")
_DEGREES = "give decimal degrees, such as 44.39"


def find_trouble(cell: str) -> Trouble | None:
    """Say what makes a text unfit for a gazetteer: too long, a formula, control characters, wrong encoding.

    Examples
    --------
    >>> find_trouble("=1+1").what
    "a formula ('=1+1')"
    >>> find_trouble("-12.5"), find_trouble("Kerkûk")
    (None, None)
    >>> find_trouble("ÙƒØ±ÙƒÙˆÙƒ").what
    "wrong encoding ('ÙƒØ±ÙƒÙˆÙƒ' looks like 'كركوك')"
    """
    if len(cell) > MAX_TEXT:
        return Trouble(f"a cell of {len(cell):,} characters", f"shorten it to {MAX_TEXT:,} or leave the row out")
    if formula := find_formula(cell):
        return formula
    if found := _CONTROL.search(cell):
        return Trouble(f"a control or replacement character (U+{ord(found[0]):04X})", "remove it, or export anew")
    if meant := _misread(cell):
        return Trouble(f"wrong encoding ({_short(cell)} looks like {_short(meant)})", "export the source anew as UTF-8")
    return None


def find_formula(cell: str) -> Trouble | None:
    """Say if a spreadsheet would run a cell: it begins with = or @, or with + or - and is no number."""
    if cell[:1] in {"=", "@"} or (cell[:1] in {"+", "-"} and not _NUMBER_LIKE.fullmatch(cell)):
        return Trouble(f"a formula ({_short(cell)})", "write the plain text")
    return None


def _misread(cell: str) -> str:
    """Return what a text was before it was read in the wrong encoding, or nothing if it is all right."""
    letters = [char for char in cell if char.isalpha()]
    if cell.isascii() or len(letters) < MIN_FOREIGN:
        return ""
    try:
        return cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        pass
    if any(char.isascii() for char in letters):
        return ""
    try:
        return cell.encode("latin-1").decode("cp1256")
    except UnicodeError:
        return ""


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:39]}…")  # noqa: PLR2004 - enough to find it by


def check_rows(rows: Iterable[ImportRow | Refusal], known: Known) -> Iterator[SoundRow | Refusal]:
    """Judge rows one by one; ids, and names at one position, may come only once."""
    seen: dict[object, str] = {}
    for row in rows:
        if isinstance(row, Refusal):
            yield row
            continue
        found = _check(row, known)
        if isinstance(found, Trouble):
            yield Refusal(row.where, *found)
            continue
        first = next((seen[key] for key in _keys(found) if key in seen), None)
        for key in _keys(found):
            seen.setdefault(key, row.where)
        if first is None:
            yield found
        else:
            what = f"duplicate id {row.id}" if row.id else f"duplicate of {_short(row.names[0].form)} at this position"
            yield Refusal(row.where, f"{what}, first in {first.rpartition(': ')[2]}", "keep one of the rows")


def _keys(sound: SoundRow) -> list[object]:
    row = sound.row
    if row.id:
        return [row.id]
    return [(fold_name(row.names[0].form), sound.feature, round(sound.lon, 4), round(sound.lat, 4), row.parents)]


def _check(row: ImportRow, known: Known) -> SoundRow | Trouble:
    if not row.names or not row.names[0].form.strip():
        return Trouble("no name", "give the row a name")
    texts = (row.id, row.note, *(name.form for name in row.names), *(way for ways in row.parents for way in ways))
    trouble = next((trouble for text in texts if (trouble := find_trouble(text))), None)
    feature = known.feature_of(row.feature or DEFAULT_FEATURE)
    if trouble or not feature:
        vocabulary = ", ".join(sorted(known.features))
        return trouble or Trouble(f"unknown kind of place {_short(row.feature)}", f"use one of {vocabulary}")
    if row.geometry:
        return _check_shape(row, feature, known)
    return _check_point(row, feature, known)


def _check_point(row: ImportRow, feature: str, known: Known) -> SoundRow | Trouble:
    numbers = [_number(row.lon), _number(row.lat), _number(row.accuracy_m), _number(row.population)]
    for name, text, number in zip(("lon", "lat", "accuracy", "population"), _texts(row), numbers, strict=True):
        if number is None or (name in {"accuracy", "population"} and number < 0):
            return Trouble(f"{name} {_short(text)} is no number", _DEGREES if name[0] == "l" else "correct or empty it")
    lon, lat, accuracy_m, population = (UNKNOWN if number is None else number for number in numbers)
    trouble = _find_position_trouble(lon, lat, row.country, known)
    if trouble:
        return trouble
    return SoundRow(row, feature, lon, lat, accuracy_m, 0 if math.isnan(population) else int(population))


def _texts(row: ImportRow) -> tuple[str, str, str, str]:
    return row.lon, row.lat, row.accuracy_m, row.population


def _check_shape(row: ImportRow, feature: str, known: Known) -> SoundRow | Trouble:
    measured = measure_shape(row.geometry or {})
    if isinstance(measured, Trouble):
        return measured
    population = _number(row.population)
    trouble = _find_position_trouble(measured.lon, measured.lat, row.country, known)
    if trouble or population is None or population < 0:
        return trouble or Trouble(f"population {_short(row.population)} is no number", "correct or empty it")
    return SoundRow(
        row=replace(row, geometry=measured.geometry),
        feature=feature,
        lon=measured.lon,
        lat=measured.lat,
        accuracy_m=measured.radius_m,
        population=0 if math.isnan(population) else int(population),
        repaired=measured.repaired,
    )


def _number(text: str) -> float | None:
    """Return a finite number, NaN for an empty cell, None for anything else."""
    stripped = text.strip()
    if stripped in {"", "-"}:
        return UNKNOWN
    if not _NUMBER.fullmatch(stripped):
        return None
    number = float(stripped)
    return number if math.isfinite(number) else None


def _find_position_trouble(lon: float, lat: float, country: str, known: Known) -> Trouble | None:
    if math.isnan(lon) and math.isnan(lat):
        return None
    if math.isnan(lon) or math.isnan(lat):
        return Trouble(f"no {'lon' if math.isnan(lon) else 'lat'}itude", _DEGREES)
    if lon == lat == 0:
        return Trouble("0, 0 for a position, which stands for an unknown one", "give coordinates, or empty both cells")
    possible = abs(lon) <= MAX_LON and abs(lat) <= MAX_LAT
    abroad = country not in {"", known.home}
    at_home_swapped = not abroad and known.is_inside(lat, lon) and not known.is_inside(lon, lat)
    if at_home_swapped or (not possible and abs(lon) <= MAX_LAT and abs(lat) <= MAX_LON):
        remedy = "change the two columns over (--map lon=... --map lat=...)"
        return Trouble(f"lon {lon:g} and lat {lat:g} look swapped", remedy)
    return (
        None
        if possible
        else Trouble(f"lon {lon:g}, lat {lat:g} are no degrees", "reproject to EPSG:4326 (longitude, latitude)")
    )
