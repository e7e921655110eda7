"""geo/ -> GeoData: the data package that a run works with.

All that is about one region lives in a data package (a folder with `datapackage.json`): names, lines, cues, claims,
the metric projection, the colours of layers. `use` swaps the package for another contested region.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from disputemap.errors import GazetteerError


@dataclass(frozen=True)
class GeoData:
    """An opened data package. Resources are read when asked for, and by name."""

    root: Path

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
        """The described files, by name."""
        return {row["name"]: row for row in self.descriptor.get("resources", [])}

    def path(self, resource: str) -> Path:
        """Return the file behind a resource.

        Raises
        ------
        GazetteerError
            If the package describes no such resource.
        """
        try:
            return self.root / str(self.resources[resource]["path"])
        except KeyError:
            message = f"{self.root / 'datapackage.json'}: describes no resource {resource!r}; add it to the package"
            raise GazetteerError(message) from None

    def table(self, resource: str) -> list[dict[str, str]]:
        """Return the rows of a CSV resource, every cell a string."""
        path = self.path(resource)
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        except (OSError, UnicodeDecodeError) as error:
            message = f"{path}: cannot be read ({error}); rebuild the package with `make data`"
            raise GazetteerError(message) from error

    def collection(self, resource: str) -> dict[str, Any]:
        """Return a GeoJSON resource, parsed, EPSG:4326."""
        path = self.path(resource)
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            message = f"{path}: cannot be read ({error}); rebuild the package with `make data`"
            raise GazetteerError(message) from error

    def group(self, prefix: str) -> list[str]:
        """Return the names of the resources `prefix` and `prefix-*`, in the package's order.

        Rows of one kind may lie in several files, since licences that differ do not share one.
        """
        return [name for name in self.resources if name == prefix or name.startswith(f"{prefix}-")]


def shipped_root() -> Path:
    """Return the folder of the data package that comes with disputemap (installed, or in a checkout)."""
    installed = Path(str(files("disputemap"))) / "geo"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "geo"


@lru_cache(maxsize=4)
def load_geodata(root: str | None = None) -> GeoData:
    """Open a data package, by default the one chosen with `use`.

    Parameters
    ----------
    root
        A folder with `datapackage.json`; None means the chosen, or else the shipped, package.

    Raises
    ------
    GazetteerError
        If there is no readable `datapackage.json`.
    """
    data = GeoData(Path(root) if root else (_chosen or shipped_root()))
    data.descriptor  # noqa: B018 - opened here so that a wrong folder is said at once
    return data


_chosen: Path | None = None


def use(root: str | Path | None) -> None:
    """Work with another data package from here on; None goes back to the shipped one."""
    global _chosen  # noqa: PLW0603 - one setting for a whole interactive session, as the name says
    if root is not None:
        load_geodata(str(root))
    _chosen = None if root is None else Path(root)
    load_geodata.cache_clear()
