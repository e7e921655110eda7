"""What stands below a figure: as of when, what was counted, what could not be drawn, what it rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from disputemap import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from disputemap.render.lettering import Lettering
    from disputemap.render.marks import Mark, Tally
    from disputemap.render.payload import MapData

PACKAGE = re.compile(r"\s*\(packages? [^)]*\)")
MOST_NAMES = 14


def subtitle(data: MapData, words: Lettering) -> str:
    """Return what stands below the title: as of when, and that it is no boundary."""
    captions = data.words["captions"]
    as_of = words.pick(captions.get("as_of")).replace("{date}", words.date(data.as_of)) if data.as_of else ""
    return " · ".join(part for part in (as_of, words.pick(captions.get("short"))) if part)


def notes(  # noqa: PLR0913 - what there is to tell
    data: MapData, counted: Tally, words: Lettering, *, marks: Sequence[Mark], beyond: Sequence[Mark], mode: str,
    unnamed: int, crs: str, claim: str = "",
) -> list[str]:  # fmt: skip
    """Return the paragraphs below a figure."""
    number = sum(mark.count for mark in marks)
    told = [words.word(f"mode.{mode}", n=f"{number:,}", places=f"{len(marks):,}", documents=f"{counted.documents:,}")]
    if beyond:
        told.append(words.word("outside", names=_names(beyond, words)))
    if counted.unplaced:
        told.append(words.word("unplaced", n=f"{counted.unplaced:,}"))
    if unnamed:
        told.append(words.word("unnamed", n=unnamed))
    if data.length_km:
        told.append(words.word("measured", km=f"{data.length_km:,.0f}"))
    if claim:
        told.append(words.word("claim", claim=claim_of(data, claim, words)))
    return [" ".join(told), words.pick(data.words["captions"].get("disclaimer")), " ".join(_rest(data, words, crs))]


def claim_of(data: MapData, claim_id: str, words: Lettering) -> str:
    """Return whose claim is drawn, of when and about what; its id if the package tells no more."""
    row = next((row for row in data.claims if row.get("claim_id") == claim_id), {})
    told = [row.get("who", ""), words.date(row.get("date", "")), row.get("extent_or_place") or row.get("extent", "")]
    return words.word("list.and").join(part for part in told if part) or claim_id


def _names(marks: Sequence[Mark], words: Lettering) -> str:
    names = [f"{mark.name} {mark.count:,}" for mark in marks]
    more = ["…"] if len(names) > MOST_NAMES else []
    return words.word("list.and").join(names[:MOST_NAMES] + more)


def _rest(data: MapData, words: Lettering, crs: str) -> Iterator[str]:
    sources = dict.fromkeys(PACKAGE.sub("", text) for source in data.sources for text in source["sources"])
    licences = dict.fromkeys(text for source in data.sources for text in source["licences"])
    if sources:
        yield words.word("sources", sources="; ".join(sources), licences="; ".join(filter(None, licences)))
    yield words.word("drawn", version=__version__, crs=crs)


def description(data: MapData, words: Lettering, marks: Sequence[Mark]) -> str:
    """Return what a figure shows in words: for those who cannot see it."""
    names = words.word("list.and").join(f"{mark.name} {mark.count:,}" for mark in marks)
    return f"{subtitle(data, words)}. {words.word('legend.places')}: {names}."
