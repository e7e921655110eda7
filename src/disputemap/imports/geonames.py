"""A GeoNames country dump (`IQ.txt`, or `IQ.zip` that holds it) -> rows.

Columns as in GeoNames' own readme. Alternate names come from a file of theirs (`alternateNamesV2.txt`, or one
country's part of it) if given, else from the column that has them without their languages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from disputemap.folding import fold_name
from disputemap.imports.checking import find_trouble
from disputemap.imports.languages import language_of
from disputemap.imports.reading import open_source, read_rows
from disputemap.imports.rows import ImportName, ImportRow, Refusal, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FEATURES = {
    **dict.fromkeys(("A.ADM1",), "adm1"),
    **dict.fromkeys(("A.ADM2",), "adm2"),
    **dict.fromkeys(("A.ADM3",), "adm3"),
    **dict.fromkeys(("A.PCL", "A.PCLI", "A.PCLD", "A.PCLF", "A.PCLS"), "country"),
    **dict.fromkeys(("T.MT", "T.MTS", "T.PK", "T.PKS", "T.HLL", "T.HLLS", "T.RDGE", "T.SPUR"), "mountain"),
    **dict.fromkeys(("H.STM", "H.STMS", "H.STMI", "H.STMM", "H.WAD", "H.WADS"), "river"),
    **dict.fromkeys(("H.LK", "H.LKS", "H.LKI", "H.LKSI", "H.RSV"), "lake"),
    **dict.fromkeys(("S.DAM", "S.DAMQ", "S.DAMSB", "S.WEIR"), "dam"),
    **dict.fromkeys(("S.AIRB", "S.AIRP", "S.AIRF", "S.INSM", "L.MILB"), "base"),
    **dict.fromkeys(("S.CMP", "S.CMPRF"), "camp"),
    **dict.fromkeys(("L.OILF", "L.GASF", "S.OILF"), "field"),
    **dict.fromkeys(("S.OILR",), "refinery"),
    **dict.fromkeys(("S.PSTB", "S.PSTC"), "crossing"),
    **dict.fromkeys(("L.RGN", "L.RGNE", "A.TERR"), "region"),
    **dict.fromkeys(("R.RD",), "road"),
}
SETTLEMENT = "populated_place"
COLUMNS = 19
NAMES_COLUMNS = 8  # of alternate names; those of later versions have ten
LANGUAGES = frozenset({"ar", "ckb", "ku", "kmr", "tr", "en"})
WIKIDATA = "wkdt"
_MEMBER = re.compile(r"(?:^|/)(?:[A-Z]{2}|allCountries|cities\d+)\.txt$")
_NAMES_MEMBER = re.compile(r"(?:^|/)(?:alternateNames(?:V2)?|[A-Z]{2})\.txt$")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff'’‘`ʻʼ .-]+")
_ARABIC = re.compile(r"[\u0620-\u06d3\u200c ]+")


class _Alternates(NamedTuple):
    names: Mapping[str, list[ImportName]]
    matches: Mapping[str, list[str]]


def is_geonames(cells: list[str]) -> bool:
    """Tell whether cells look like a row of a country dump."""
    return len(cells) == COLUMNS and cells[0].isdigit() and len(cells[6]) <= 1


def read_geonames(
    path: Path, left_out: Counter[str], *, alternate_names: Path | None = None
) -> Iterator[ImportRow | Refusal]:
    """Yield the rows of a country dump that are places of our kinds.

    Parameters
    ----------
    path
        `IQ.txt` or `IQ.zip`.
    left_out
        Filled with how many rows were passed over, by GeoNames' feature code.
    alternate_names
        `alternateNamesV2.txt`, or a zip file that holds it.
    """
    areas: dict[tuple[str, ...], str] = {}
    wanted: set[str] = set()
    for _, cells in _cells(path):
        if not isinstance(cells, Trouble) and len(cells) == COLUMNS and _feature(cells):
            wanted.add(cells[0])
            if _feature(cells).startswith("adm"):
                areas[_codes(cells, int(_feature(cells)[3]))] = f"gn:{cells[0]}"
    alternates = _read_alternates(alternate_names, wanted) if alternate_names else None
    for number, cells in _cells(path):
        where = f"{path.name}: row {number}"
        if isinstance(cells, Trouble):
            yield Refusal(where, *cells)
        elif len(cells) != COLUMNS:
            yield Refusal(where, f"{len(cells)} cells, a country dump has {COLUMNS}", "get the dump anew")
        elif _feature(cells):
            yield _row(where, cells, areas, alternates)
        else:
            left_out[f"{cells[6]}.{cells[7]}"] += 1


def _cells(path: Path) -> Iterator[tuple[int, list[str] | Trouble]]:
    with open_source(path, lambda name: bool(_MEMBER.search(name))) as file:
        yield from read_rows(file, delimiter="\t", quoted=False)


def _feature(cells: list[str]) -> str:
    return FEATURES.get(f"{cells[6]}.{cells[7]}", SETTLEMENT if cells[6] == "P" else "")


def _codes(cells: list[str], level: int) -> tuple[str, ...]:
    return (cells[8], *cells[10 : 10 + level])


def _row(
    where: str, cells: list[str], areas: Mapping[tuple[str, ...], str], alternates: _Alternates | None
) -> ImportRow:
    feature = _feature(cells)
    levels = range(int(feature[3]) - 1 if feature.startswith("adm") else 3, 0, -1)
    parent = next((areas[codes] for level in levels if (codes := _codes(cells, level)) in areas), "")
    names = [ImportName(cells[1], "en", "transliteration"), ImportName(cells[2], "en", "transliteration")]
    more = alternates.names.get(cells[0], []) if alternates else _unlabelled(cells[3])
    return ImportRow(
        where=where,
        names=tuple(name for name in [*names, *more] if name.form),
        lon=cells[5],
        lat=cells[4],
        id=f"gn:{cells[0]}",
        feature=feature,
        country=cells[8],
        parents=((parent,),) if parent and parent != f"gn:{cells[0]}" else (),
        population=cells[14],
        matches=tuple(alternates.matches.get(cells[0], ())) if alternates else (),
        date=cells[18].strip(),
    )


def _unlabelled(cell: str) -> list[ImportName]:
    """Return names whose language the dump does not say, as far as their script leaves little doubt."""
    names = [part for part in map(str.strip, cell.split(",")) if part and not find_trouble(part)]
    arabic = [ImportName(name, language_of(name, ""), "local") for name in names if _ARABIC.fullmatch(name)]
    latin = [ImportName(name, "en", "transliteration") for name in names if _LATIN.fullmatch(name)]
    return arabic + latin


def _read_alternates(path: Path, wanted: set[str]) -> _Alternates:
    """Read the names of the wanted places in our languages; bad lines and names of this file are passed over."""
    names: dict[str, list[ImportName]] = defaultdict(list)
    matches: dict[str, list[str]] = defaultdict(list)
    with open_source(path, lambda name: bool(_NAMES_MEMBER.search(name))) as file:
        for _, cells in read_rows(file, delimiter="\t", quoted=False):
            if isinstance(cells, Trouble) or len(cells) < NAMES_COLUMNS or cells[1] not in wanted:
                continue
            if cells[2] == WIKIDATA:
                matches[cells[1]].append(f"wd:{cells[3]}")
            elif cells[2] in LANGUAGES and not find_trouble(cells[3]):
                kind = _kind(cells)
                names[cells[1]].append(ImportName(cells[3], language_of(cells[3], cells[2]), kind))
    for each in names.values():
        each.sort(key=lambda name: (name.kind != "official", name.language, fold_name(name.form), name.form))
    return _Alternates(names, matches)


def _kind(cells: list[str]) -> str:
    preferred, _, colloquial, historic = (cell == "1" for cell in cells[4:8])
    if historic:
        return "historical"
    if preferred:
        return "official"
    return "transliteration" if cells[2] == "en" and not colloquial else "local"
