"""The view of a page as it writes it behind the `#` of its address <-> filters in Python.

A reader who has narrowed a map down copies its address; :meth:`disputemap.Map.selection` gives the mentions of it.

>>> View.read("map.html#mode=both&min=80&rel=inside,near").min_score
0.8
>>> View(mode="both", since="2025-01-01").fragment()
'mode=both&from=2025-01-01'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote, unquote

import numpy as np

from disputemap.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

    from disputemap.render.payload import MapData

    Truths = npt.NDArray[np.bool_]

Mentions = TypeVar("Mentions", "pd.DataFrame", "pa.Table")
MODES = ("literal", "associative", "both")
RELATIONS = ("inside", "straddles", "near", "outside", "none")
ALONG = ("inside", "straddles", "near")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATED = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
UNRESERVED = "!'()*~"  # what JavaScript's encodeURIComponent leaves beside what Python's quote does
KM_STEP = 10
UNKNOWN = 255


@dataclass(frozen=True, slots=True)
class View:
    """Which mentions a page shows; None filters nothing.

    `mode` is `literal`, `associative` or `both`; `min_score` from 0 to 1; `relations` among those of the record, or
    `none`; `themes` and `sources` as the records have them; `since` and `until` days (YYYY-MM-DD, both included), which
    the `undated` pass if they are wanted; `km` the start of a piece of 10 km of the corridor.
    """

    mode: str = "literal"
    min_score: float = 0.0
    relations: frozenset[str] | None = None
    themes: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    since: str | None = None
    until: str | None = None
    undated: bool = True
    km: int | None = None

    @classmethod
    def of(cls, filters: Mapping[str, Any]) -> Self:
        """Return a view of filters by name.

        Raises
        ------
        InputError
            If a name or a value is none of a view.
        """
        sets = {"relations", "themes", "sources"}
        if unknown := sorted(set(filters).difference(cls.__slots__)):
            message = f"filters: {unknown[0]!r} is unknown; there are {', '.join(cls.__slots__)}"
            raise InputError(message)
        given: dict[str, Any] = {key: _set(value) if key in sets else value for key, value in filters.items()}
        view = cls(**given)
        tests = {
            "mode": view.mode in MODES,
            "min_score": 0 <= view.min_score <= 1,
            "relations": (view.relations or frozenset()) <= set(RELATIONS),
            "since": view.since is None or bool(DAY.fullmatch(view.since)),
            "until": view.until is None or bool(DAY.fullmatch(view.until)),
            "km": view.km is None or (view.km >= 0 and view.km % KM_STEP == 0),
        }
        for name, right in tests.items():
            if not right:
                message = f"filters: {name} cannot be {filters[name]!r}"
                raise InputError(message)
        return view

    @classmethod
    def read(cls, address: str) -> Self:
        """Return the view of a page's address, or of what stands behind its `#`; nonsense is passed over."""
        said = dict(part.partition("=")[::2] for part in address.rpartition("#")[2].split("&"))
        score = said.get("min", "")
        return cls(
            mode=said["mode"] if said.get("mode") in MODES else "literal",
            min_score=int(score) / 100 if re.fullmatch(r"[0-9]{1,2}|100", score) else 0.0,
            relations=_listed(said.get("rel"), lambda name: name in RELATIONS),
            themes=_listed(said.get("about"), bool),
            sources=_listed(said.get("source"), bool),
            since=_day(said.get("from", "")),
            until=_day(said.get("to", "")),
            undated=said.get("undated") != "no",
            km=int(said["km"]) if re.fullmatch(r"[0-9]{0,3}0", said.get("km", "")) else None,
        )

    def fragment(self) -> str:
        """Return the view as the page writes it: what is as usual is left out."""
        said = {
            "mode": "" if self.mode == "literal" else self.mode,
            "min": f"{round(100 * self.min_score)}" if self.min_score else "",
            "rel": _joined(self.relations),
            "about": _joined(self.themes),
            "source": _joined(self.sources),
            "from": self.since or "",
            "to": self.until or "",
            "undated": "" if self.undated else "no",
            "km": "" if self.km is None else f"{self.km}",
        }
        return "&".join(f"{key}={value}" for key, value in said.items() if value)


def _set(values: Iterable[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset([values] if isinstance(values, str) else values)


def _day(text: str) -> str | None:
    return text if DAY.fullmatch(text) else None


def _listed(text: str | None, known: Callable[[str], bool]) -> frozenset[str] | None:
    found = frozenset(filter(known, map(unquote, (text or "").split(","))))
    return found or None


def _joined(values: frozenset[str] | None) -> str:
    return ",".join(quote(value, safe=UNRESERVED) for value in sorted(values or ()))


def start_of(filters: str | Mapping[str, Any] | None) -> str:
    """Return what a page starts with: filters by name, or an address of a page (or what stands behind its `#`).

    Raises
    ------
    InputError
        If a name or a value is none of a view.
    """
    if isinstance(filters, str):
        return filters.rpartition("#")[2]
    return View.of(filters).fragment() if filters else ""


def shown_rows(view: View, data: MapData) -> npt.NDArray[np.int64]:
    """Return which mentions of the table a page counts under a view, as positions in the table that it was made of."""
    rows = data.rows
    passed = (rows.item >= 0) & (rows.area_of < 0)
    if view.mode != "both":
        passed &= rows.role == MODES.index(view.mode)
    passed &= rows.score >= round(100 * view.min_score)
    passed &= _by_place(view, data)[rows.item]
    passed &= _by_text(view.sources, rows.coded("source").distinct.to_pylist(), rows.coded("source").codes)
    passed &= _by_day(view, rows.coded("date").distinct.to_pylist(), rows.coded("date").codes)
    if view.themes is not None:
        lists, cues = rows.themes
        told = np.array([cue["theme"] in view.themes for cue in cues], bool)[lists.items]
        sums = np.concatenate([[0], np.cumsum(told)])
        passed &= (sums[lists.offsets[1:]] > sums[lists.offsets[:-1]])[lists.codes]
    return rows.original[passed]


def _by_place(view: View, data: MapData) -> Truths:
    """Tell of each place, and last of none, whether it passes."""
    wanted = [
        (view.relations is None or place.get("relation", "none") in view.relations)
        and (view.km is None or _piece(place) == view.km)
        for place in data.places
    ]
    return np.array([*wanted, False], bool)


def _piece(place: Mapping[str, Any]) -> int | None:
    """Return where the piece of the corridor begins that a place of known position lies in or beside."""
    area = (place["geometry"] or {}).get("type", "").endswith("Polygon")
    if "chainage_km" not in place or place.get("relation") not in ALONG or area:
        return None
    return max(0, int(place["chainage_km"] // KM_STEP) * KM_STEP)


def _by_text(wanted: frozenset[str] | None, texts: list[str], codes: npt.NDArray[np.int64]) -> Truths:
    if wanted is None:
        return np.ones(len(codes), bool)
    return np.array([*(text in wanted for text in texts), "" in wanted], bool)[codes]


def _by_day(view: View, dates: list[str], codes: npt.NDArray[np.int64]) -> Truths:
    days = [first_day(date) for date in dates]
    since, until = view.since or "0000", view.until or "9999"
    return np.array([*(view.undated if day is None else since <= day <= until for day in days), view.undated], bool)[
        codes
    ]


def first_day(date: str) -> str | None:
    """Return the day of a date; of a month or a year the first.

    >>> first_day("2021-12"), first_day("soon")
    ('2021-12-01', None)
    """
    found = DATED.match(date)
    return f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}" if found else None


def selected(mentions: Mentions, view: View, data: MapData) -> Mentions:
    """Return the mentions that a page made of them counts under a view, in their order."""
    return mentions.take(shown_rows(view, data))
