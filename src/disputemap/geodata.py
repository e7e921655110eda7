"""geo/ -> GeoData: the data package that a run works with.

All that is about one region lives in a data package (a folder with `datapackage.json`): names, lines, cues, claims,
the metric projection, the colours of layers. `use` swaps the package for another contested region, or lays a user's
own places over it (`overlays`).
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from disputemap.errors import GazetteerError
from disputemap.overlays import Overlay, draw_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Made = TypeVar("Made")


@dataclass(frozen=True)
class GeoData:
    """An opened data package, with the overlays laid over it. Resources are read when asked for, and by name."""

    root: Path
    overlays: tuple[Path, ...] = ()

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """`datapackage.json`, parsed."""
        path = self.root / "datapackage.json"
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            message = f"{path}: no such file; give --geo a folder that holds a datapackage.json"
            raise GazetteerError(message) from None
        except ValueError as error:
            message = f"{path}: not valid JSON ({error}); mend the file or rebuild it with `make data`"
            raise GazetteerError(message) from None

    @property
    def settings(self) -> dict[str, Any]:
        """The package's own settings (`metric_crs`, `near_m`, `view`, `as_of`, ...)."""
        return dict(self.descriptor.get("disputemap", {}))

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The described files, by name; those of overlays come last."""
        own = {row["name"]: row for row in self.descriptor.get("resources", [])}
        return own | {name: row for overlay in self._opened for name, row in overlay.resources.items()}

    @cached_property
    def _opened(self) -> tuple[Overlay, ...]:
        return tuple(Overlay(path, number) for number, path in enumerate(self.overlays, start=1))

    def overlay_of(self, resource: str) -> Overlay | None:
        """Return the overlay that a resource comes from, or None if it is the package's own."""
        number = self.resources.get(resource, {}).get("overlay")
        return self._opened[number - 1] if number else None

    def path(self, resource: str) -> Path:
        """Return the file behind a resource; what lies in an overlay is named for messages only.

        Raises
        ------
        GazetteerError
            If the package describes no such resource.
        """
        overlay = self.overlay_of(resource)
        try:
            return (overlay.path if overlay else self.root) / str(self.resources[resource]["path"])
        except KeyError:
            message = f"{self.root / 'datapackage.json'}: describes no resource {resource!r}; add it to the package"
            raise GazetteerError(message) from None

    def table(self, resource: str) -> list[dict[str, str]]:
        """Return the rows of a CSV resource, every cell a string."""
        if overlay := self.overlay_of(resource):
            return overlay.table(resource)
        path = self.path(resource)
        try:
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as error:
            message = f"{path}: cannot be read ({error}); rebuild the package with `make data`"
            raise GazetteerError(message) from error
        header, *cells = [*csv.reader(StringIO(text, newline=""))] or [[]]
        if any(len(row) != len(header) for row in cells):
            return list(csv.DictReader(StringIO(text, newline="")))
        return [dict(zip(header, row, strict=True)) for row in cells]  # csv.DictReader takes twice as long

    def columns(self, resource: str, names: Sequence[str]) -> pa.Table:
        """Return columns of a CSV resource as texts, several times as fast as its rows; a missing one is of nulls."""
        wanted = pa.schema([(name, pa.string()) for name in names])
        if not self.overlay_of(resource):
            try:
                return _read_columns(self.path(resource), wanted)
            except (OSError, pa.ArrowException):
                pass  # rows of unequal length, say: read the patient way, which also says what is wrong
        rows = self.table(resource)
        return pa.table([pa.array([row.get(name) for row in rows], pa.string()) for name in names], wanted)

    def cells(self, resource: str, names: Sequence[str], optional: Sequence[str] = ()) -> list[list[str]]:
        """Return some columns of a CSV resource, cell by cell, in half the time that its rows take.

        Cells of an `optional` column that is missing are empty.

        Raises
        ------
        GazetteerError
            If another column is missing, or a row ends before it.
        """
        columns = self.columns(resource, [*names, *optional])
        if lacking := [name for name in names if columns[name].null_count]:
            message = f"{self.path(resource)}: lacks {', '.join(lacking)}; rebuild the package with `make data`"
            raise GazetteerError(message)
        return [pc.fill_null(column, "").to_pylist() for column in columns.columns]

    def once(self, name: str, make: Callable[[GeoData], Made]) -> Made:
        """Return what is worked out of this package, from the second time on what was worked out at the first.

        It is kept as long as the package is open: `use` opens it anew.
        """
        if name not in self._kept:
            self._kept[name] = make(self)
        made: Made = self._kept[name]
        return made

    @cached_property
    def _kept(self) -> dict[str, Any]:
        return {}

    def collection(self, resource: str) -> dict[str, Any]:
        """Return a GeoJSON resource, parsed, EPSG:4326.

        Boundaries of an overlay that were imported to take the place of a resource (`replaces`) are drawn over it.
        """
        path = self.path(resource)
        overlay = self.overlay_of(resource)
        try:
            text = overlay.read(resource) if overlay else path.read_text(encoding="utf-8")
            collection = dict(json.loads(text))
            [(row.get("properties"), row["geometry"]) for row in collection["features"]]
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            message = f"{path}: cannot be read ({error}); rebuild the package with `make data`"
            raise GazetteerError(message) from error
        for name, row in self.resources.items():
            if row.get("overlay") and row.get("replaces") == resource:
                collection = draw_over(collection, self.collection(name)["features"])
        return collection

    def group(self, prefix: str) -> list[str]:
        """Return the names of the resources `prefix` and `prefix-*`, in the package's order.

        Rows of one kind may lie in several files, since licences that differ do not share one.
        """
        return [name for name in self.resources if name == prefix or name.startswith(f"{prefix}-")]


def _read_columns(path: Path, wanted: pa.Schema) -> pa.Table:
    convert = pa_csv.ConvertOptions(
        column_types=wanted, include_columns=wanted.names, include_missing_columns=True, strings_can_be_null=False
    )
    read, parse = pa_csv.ReadOptions(use_threads=False), pa_csv.ParseOptions(newlines_in_values=True)
    return pa_csv.read_csv(path, read_options=read, parse_options=parse, convert_options=convert)


class ReadOnce(GeoData):
    """A data package whose shapes stay in memory, for who asks for some of them again and again."""

    @cached_property
    def _collections(self) -> dict[str, dict[str, Any]]:
        return {}

    def collection(self, resource: str) -> dict[str, Any]:
        """Return a GeoJSON resource, parsed once."""
        if resource not in self._collections:
            self._collections[resource] = super().collection(resource)
        return self._collections[resource]


def shipped_root() -> Path:
    """Return the folder of the data package that comes with disputemap (installed, or in a checkout)."""
    installed = Path(str(files("disputemap"))) / "geo"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "geo"


def load_geodata(root: str | Path | None = None, overlays: Iterable[str | Path] | None = None) -> GeoData:
    """Open a data package, by default the one chosen with `use`.

    Parameters
    ----------
    root
        A folder with `datapackage.json`; None means the chosen, or else the shipped, package.
    overlays
        Files that `disputemap gazetteer import` wrote; of a place that is in several, the later counts. None means the
        chosen ones if `root` is None too, else none.

    Raises
    ------
    GazetteerError
        If there is no readable `datapackage.json`, or a file is no overlay.
    """
    chosen_root, chosen_overlays = _chosen
    over = (chosen_overlays if root is None else ()) if overlays is None else tuple(map(Path, overlays))
    data = _open(Path(root) if root else chosen_root or shipped_root())
    if over:
        data = GeoData(data.root, over)
        data.resources  # noqa: B018 - opened here so that a wrong file is said at once
    return data


@lru_cache(maxsize=4)
def _open(root: Path) -> GeoData:
    data = GeoData(root)
    data.descriptor  # noqa: B018 - opened here so that a wrong folder is said at once
    return data


_chosen: tuple[Path | None, tuple[Path, ...]] = (None, ())


def use(root: str | Path | None = None, *, gazetteer: Iterable[str | Path] = ()) -> None:
    """Work with another data package, or with places of your own, from here on.

    Parameters
    ----------
    root
        The folder of a data package; None goes back to the shipped one.
    gazetteer
        Overlay files (see `disputemap gazetteer import`); of a place that is in several, the later counts.
    """
    global _chosen  # noqa: PLW0603 - one setting for a whole interactive session, as the name says
    overlays = tuple(map(Path, gazetteer))
    _open.cache_clear()
    load_geodata(root or shipped_root(), overlays)
    _chosen = (None if root is None else Path(root), overlays)
