"""Mentions -> the distinct sites that they point to, with counts: what becomes of places in layers of their own.

A site is a place, or what lies relative to one ("south of X" counts for itself). Coordinates in texts are no places.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from disputemap.exports.cells import column, records
from disputemap.exports.geometry import sites_of
from disputemap.table import SITE_FIELDS, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.models import Site

    Record = dict[str, Any]


class Counted(NamedTuple):
    """A site: its id, its fields of the record as one of its mentions has them, and how many mentions it has."""

    site: Site
    site_id: str
    fields: Record
    counts: dict[str, int]


class Sites:
    """The distinct sites of the tables that went by."""

    def __init__(self) -> None:
        self._rows: dict[Site, Record] = {}
        self._counts: Counter[tuple[Site, str]] = Counter()

    def watch(self, tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Hand tables on, and keep account of their sites."""
        for table in tables:
            self.add(table)
            yield table

    def add(self, table: pa.Table) -> None:
        """Count the mentions of a table."""
        sites = sites_of(table)
        roles = values_of(column(table, "role"))
        self._counts.update((site, role or "") for site, role in zip(sites, roles, strict=True) if site.place_id)
        new = {site: row for row, site in enumerate(sites) if site.place_id and site not in self._rows}
        rows = records(table.take(list(new.values())), (*SITE_FIELDS, "modifier")) if new else ()
        self._rows |= dict(zip(new, rows, strict=True))

    def counted(self) -> list[Counted]:
        """Return the sites in the order of their ids."""
        found = [Counted(site, site_id(site), row, self._count(site)) for site, row in self._rows.items()]
        return sorted(found, key=lambda item: item.site_id)

    def _count(self, site: Site) -> dict[str, int]:
        literal, associative = self._counts[site, "literal"], self._counts[site, "associative"]
        return {
            "mentions": literal + associative + self._counts[site, ""],
            "literal": literal,
            "associative": associative,
        }


def site_id(site: Site) -> str:
    """Return an id: that of the place, or one that says all that is said of it.

    Examples
    --------
    >>> from disputemap.models import Site
    >>> site_id(Site("alba")), site_id(Site("alba", "offset", 180.0, 20000.0))
    ('alba', 'alba/offset/180/20000')
    """
    numbers = [f"{number:g}" for number in (site.bearing_deg, site.distance_m) if number is not None]
    return "/".join(filter(None, [site.place_id, site.kind, site.to, *numbers]))
