"""Dates of documents -> what formats with a calendar take: ISO days, months, years, or spans between two of them."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Span(NamedTuple):
    """The first and the last day that a date can mean, as ISO days, and how precise it is.

    `precision` is UCDP GED's `date_prec`: 1 the day is known, 2 a span of two to six days, 3 a week, 4 a month, 5 more.
    """

    first: str
    last: str
    precision: int


def to_span(text: str | None) -> Span | None:
    """Return what a date means, None for what is no date of the calendar.

    Examples
    --------
    >>> to_span("2021-12-03"), to_span("2024-02")
    (Span(first='2021-12-03', last='2021-12-03', precision=1), Span(first='2024-02-01', last='2024-02-29', precision=4))
    >>> to_span("2021-12-03/2021-12-05"), to_span("last week"), to_span("2021-02-30")
    (Span(first='2021-12-03', last='2021-12-05', precision=2), None, None)
    """
    first, _, last = (part.strip()[:10] for part in (text or "").partition("/"))
    days = (_days(first), _days(last or first))
    if days[0] is None or days[1] is None or days[1][1] < days[0][0]:
        return None
    start, end = days[0][0], days[1][1]
    return Span(start.isoformat(), end.isoformat(), _precision((end - start).days + 1))


def _days(text: str) -> tuple[date, date] | None:
    found = _ISO.fullmatch(text)
    try:
        year, month, day = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0)
        last = day or calendar.monthrange(year, month or 12)[1]
        return date(year, month or 1, day or 1), date(year, month or 12, last)
    except ValueError:
        return None


def _precision(days: int) -> int:
    """Return UCDP's code for a span of days."""
    steps = ((1, 1), (6, 2), (7, 3), (31, 4))
    return next((code for longest, code in steps if days <= longest), 5)
