"""Print measurements, as ratios within one run: ``make bench``, or ``python -m bench [SECTION ...] [--write]``.

Absolute times depend on the machine; the ratios say whether a stage carries its weight. ``--write`` puts the figures
into docs/performance.md and docs/comparison.md.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from bench.machine import use_one_core
from bench.pages import write_section

SECTIONS = ("speed", "memory", "stages", "growth", "join", "quality", "geocode", "imports", "formats", "page")


def main() -> None:
    """Run sections and print what they report as they go."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure speed, memory and quality.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--write", action="store_true", help="write into docs/ what belongs there")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    use_one_core()
    for name in asked.sections or SECTIONS:
        section = import_module(f"bench.{name}")
        print(f"\n== {section.TITLE}\n")
        lines = []
        for line in section.report():
            print(line, flush=True)
            lines.append(line)
        if asked.write and section.PAGE:
            write_section(section.PAGE, name, lines)


if __name__ == "__main__":
    main()
