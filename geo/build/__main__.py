"""Rebuild the data package from the checkout: `python -m geo.build`, or only the steps named (`... package`).

Packages are downloaded once and then come from the cache.
"""

from __future__ import annotations

import sys
from importlib import import_module

from geo.build.fetch import FetchError

STEPS = {
    "boundaries": "build_boundaries",
    "regions": "build_regions",
    "base": "build_base",
    "corridor": "build_corridor",
    "gazetteer": "build",
    "overture": "build",
    "border": "build_border",
    "seats": "build_seats",
    "relations": "build_relations",
    "package": "build_package",
    "coverage": "build_coverage",
}
"""Module of each step -> its function, in order: later ones read what earlier ones wrote."""


def main(wanted: list[str]) -> int:
    """Run the steps named, or all."""
    if unknown := sorted(set(wanted) - set(STEPS)):
        print(f"geo.build: no step {unknown[0]!r}; there are {', '.join(STEPS)}", file=sys.stderr)
        return 2
    try:
        for step, function in STEPS.items():
            if step in wanted or not wanted:
                getattr(import_module(f"geo.build.{step}"), function)()
    except (FetchError, ValueError) as error:
        print(f"geo.build: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
