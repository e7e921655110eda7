"""Dates and versions: which of a package's lines was so on a day.

A date is a year, a month or a day (ISO 8601) and stands for all of it; one that is open has no end.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING

from disputemap.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disputemap.geodata import GeoData

    Row = Mapping[str, str]

ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def days_of(text: str) -> tuple[date, date]:
    """Return the first and the last day of a date.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> days_of("2021-12")
    (datetime.date(2021, 12, 1), datetime.date(2021, 12, 31))
    """
    try:
        return _days_of(text)
    except ValueError:
        message = f"{text!r} is no date; write 2021, 2021-12 or 2021-12-03"
        raise ValueError(message) from None


def _days_of(text: str) -> tuple[date, date]:
    found = ISO_DATE.fullmatch(text.strip())
    if not found:
        raise ValueError
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not day:
        first = date(year, month, 1)  # before calendar, which has another error for a 13th month
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def check_date(as_of: str) -> tuple[date, date]:
    """Return the days of a date that somebody asked for.

    Raises
    ------
    GazetteerError
        If it is none.
    """
    try:
        return days_of(as_of)
    except ValueError as error:
        message = f"as-of date {error}"
        raise GazetteerError(message) from error


def read_versions(geodata: GeoData) -> list[Row]:
    """Return the rows of the versions of the centreline, oldest first; the package's date, if it has no such table.

    Raises
    ------
    GazetteerError
        If a row has no id, or a date is none.
    """
    if "corridor-versions" not in geodata.resources:
        as_of = str(geodata.settings.get("as_of", ""))
        return [{"version": "", "valid_from": as_of, "valid_to": ""}] if as_of else []
    rows: list[Row] = list(geodata.table("corridor-versions"))
    try:
        begun = {row["version"]: days_of(row["valid_from"])[0] for row in rows}
        [days_of(row["valid_to"]) for row in rows if row["valid_to"]]
    except (KeyError, ValueError) as error:
        path = geodata.path("corridor-versions")
        message = f"{path}: `version`, `valid_from` or `valid_to` is wrong or lacks ({error}); correct it"
        raise GazetteerError(message) from error
    return sorted(rows, key=lambda row: begun[row["version"]])


def choose_version(versions: Sequence[Row], as_of: str) -> str:
    """Return the version that was so on a date, the newest if it is empty; "" where there are no versions.

    Raises
    ------
    GazetteerError
        If the date is none, or the package holds no line for it.
    """
    if not as_of:
        return versions[-1]["version"] if versions else ""
    first, last = check_date(as_of)
    fitting = [row["version"] for row in versions if _begun(row, last) and not _over(row, first)]
    if not fitting:
        known = "; ".join(f"{row['version']}: {row['valid_from']} to {row['valid_to'] or 'now'}" for row in versions)
        message = (
            f"as-of date {as_of}: the package has no corridor for it; choose within {known or 'no version at all'}"
        )
        raise GazetteerError(message)
    return fitting[-1]


def _begun(row: Row, day: date) -> bool:
    return days_of(row["valid_from"])[0] <= day


def _over(row: Row, day: date) -> bool:
    return bool(row.get("valid_to")) and days_of(row["valid_to"])[1] < day
