"""File -> overlay: read, check, merge, write, and say what happened to every row."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from disputemap.errors import InputError
from disputemap.imports.checking import check_rows
from disputemap.imports.delimited import LP_COLUMNS, read_csv, read_header, read_lp_tsv
from disputemap.imports.features import is_linked_places, read_collection, read_geojson, read_linked_places
from disputemap.imports.geonames import is_geonames, read_geonames
from disputemap.imports.known import Known
from disputemap.imports.merging import merge_rows
from disputemap.imports.rows import ImportRow, Refusal, SoundRow
from disputemap.imports.writing import About, write_overlay
from disputemap.outputs import check_writable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from disputemap.geodata import GeoData
    from disputemap.imports.merging import Merged

Format = Literal["geonames", "lp-tsv", "lpf", "geojson", "csv"]
FORMATS: tuple[Format, ...] = ("geonames", "lp-tsv", "lpf", "geojson", "csv")
MAPPED: tuple[Format, ...] = ("csv", "geojson")
BULK: tuple[Format, ...] = ("geonames",)  # many small places nobody looked through: their names need a context


@dataclass(frozen=True)
class Source:
    """What to import: the file, its format (guessed if None), columns by field, GeoNames' alternate names."""

    path: Path
    form: Format | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    alternate_names: Path | None = None


@dataclass
class Report:
    """What became of the rows of an import."""

    path: Path
    read: int = 0
    by_id: int = 0
    by_name: int = 0
    new: int = 0
    again: int = 0
    written: bool = False
    refused: list[Refusal] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    coarse: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    place_ids: frozenset[str] = frozenset()
    left_behind: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Return the counts as one line."""
        known = (
            f"{self.by_id + self.by_name:,} merged with known places ({self.by_id:,} by id, {self.by_name:,} by name)"
        )
        parts = [f"{_count(self.read, 'row')} read: {known}, {self.new:,} new, {len(self.refused):,} refused"]
        parts += [f"{_count(self.again, 'row')} repeating a place"] * bool(self.again)
        if self.left_out:
            most = ", ".join(f"{count:,} {code}" for code, count in self.left_out.most_common(3))
            parts.append(f"{_count(self.left_out.total(), 'more row')} of no kind that the gazetteer holds ({most})")
        parts += [f"{len(self.coarse)} with their parent's position"] * bool(self.coarse)
        parts += [_count(len(self.repaired), "geometry", "geometries") + " mended"] * bool(self.repaired)
        parts += [_count(len(self.conflicts), "conflict")] * bool(self.conflicts)
        parts += [f"{len(self.left_behind):,} of ours keep their shape"] * bool(self.left_behind)
        return f"{self.path.name}: {'; '.join(parts)}"


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def import_gazetteer(  # noqa: PLR0913 - one an option
    source: Source,
    output: Path,
    geodata: GeoData,
    *,
    about: About | None = None,
    skip_bad: bool = False,
    evidence: str | None = None,
) -> Report:
    """Make an overlay of someone's gazetteer.

    Parameters
    ----------
    source
        The file.
    output
        The overlay, a zip file. It is not written if a row is refused, unless `skip_bad` lets the others in.
    geodata
        The data package, with overlays, that rows are matched against.
    about
        What the overlay says about itself; by default the file's name.
    skip_bad
        Leave bad rows out instead of refusing all.
    evidence
        What a text must show before a new single-word name counts: `context`, `feature` or nothing; None is `context`
        for GeoNames and nothing for the rest.

    Returns
    -------
    report
        What became of the rows; `written` says whether there is an overlay.

    Raises
    ------
    InputError
        If the file cannot be read at all, or the overlay not be written.
    """
    check_output(output, source.path)
    form = source.form or guess_format(source.path)
    described = about or About(source.path.stem, source.path.name)
    report = Report(source.path)
    rows = read_source(source, form, report.left_out)
    needs = evidence if evidence is not None else "context" if form in BULK else ""
    return import_rows(rows, output, Known(geodata), report, about=described, skip_bad=skip_bad, evidence=needs)


def check_output(output: Path, source: Path) -> None:
    """Refuse at once an overlay that cannot be written, or that would replace its own source."""
    check_writable(output)
    if output.exists() and source.exists() and output.samefile(source):
        message = f"{output}: is the file to import; give -o another name"
        raise InputError(message)


def import_rows(  # noqa: PLR0913 - one an option
    rows: Iterable[ImportRow | Refusal],
    output: Path,
    known: Known,
    report: Report,
    *,
    about: About,
    skip_bad: bool,
    evidence: str = "",
) -> Report:
    """Check, merge and write rows, and fill in the report."""
    sound: list[SoundRow] = []
    for row in check_rows(rows, known):
        report.read += 1
        (sound.append if isinstance(row, SoundRow) else report.refused.append)(row)  # type: ignore[arg-type]
    merged = merge_rows(sound, known, source=about.source, evidence=evidence)
    _fill(report, merged)
    if merged.places and (skip_bad or not report.refused):
        tables = {"places": merged.places, "names": merged.names, "locations": merged.locations}
        inherited = known.licences_of(row["place_id"] for row in merged.places)
        write_overlay(output, tables, replace(about, inherited=inherited), shapes=merged.shapes)
        report.written = True
    return report


def _fill(report: Report, merged: Merged) -> None:
    report.by_id, report.by_name, report.new = merged.by_id, merged.by_name, merged.new
    report.again = merged.again
    report.refused = sorted([*report.refused, *merged.refused], key=_row_number)
    report.place_ids = frozenset(place["place_id"] for place in merged.places)
    report.conflicts, report.coarse, report.repaired = merged.conflicts, merged.coarse, merged.repaired


def _row_number(refusal: Refusal) -> tuple[int, str]:
    number = refusal.where.rpartition(" ")[2]
    return (int(number) if number.isdigit() else 0, refusal.where)


def guess_format(path: Path) -> Format:
    """Return the format of a file by its name and first row.

    Raises
    ------
    InputError
        If neither tells.
    """
    suffix = path.suffix.lower()
    if suffix in {".json", ".jsonld", ".geojson"}:
        return "lpf" if is_linked_places(read_collection(path)) else "geojson"
    if suffix not in {".csv", ".tsv", ".txt", ".tab", ".zip"}:
        message = f"{path}: cannot tell the format by its name; give --format {'|'.join(FORMATS)}"
        raise InputError(message)
    header = read_header(path)
    if is_geonames(header):
        return "geonames"
    return "lp-tsv" if set(header) >= LP_COLUMNS else "csv"


def read_source(source: Source, form: Format, left_out: Counter[str]) -> Iterator[ImportRow | Refusal]:
    """Return the rows of a file in one of `FORMATS`.

    Raises
    ------
    InputError
        If something is asked for that this format does not have.
    """
    if source.mapping and form not in MAPPED:
        message = f"--map: the columns of {form} are known; it is for {' and '.join(MAPPED)}"
        raise InputError(message)
    if source.alternate_names and form != "geonames":
        message = f"--alternate-names: goes with a GeoNames dump, {source.path} is read as {form}"
        raise InputError(message)
    if form == "geonames":
        return read_geonames(source.path, left_out, alternate_names=source.alternate_names)
    if form == "lp-tsv":
        return read_lp_tsv(source.path)
    if form == "csv":
        return read_csv(source.path, source.mapping)
    collection = read_collection(source.path)
    if form == "lpf":
        return read_linked_places(source.path, collection)
    return read_geojson(source.path, collection, source.mapping)


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Return `name=Title` pairs as a mapping.

    Raises
    ------
    InputError
        If a pair has no `=`.
    """
    mapping = {}
    for pair in pairs:
        ours, sign, theirs = pair.partition("=")
        if not sign:
            message = f"--map {json.dumps(pair)}: write field=column, such as --map name=Title"
            raise InputError(message)
        mapping[ours.strip()] = theirs.strip()
    return mapping
