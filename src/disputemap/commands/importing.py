"""What the importing commands share: the report, and how they end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from disputemap.imports.importing import Report

MAX_LINES = 20


def finish(report: Report, output: Path, report_file: Path | None) -> None:
    """Print what became of the rows; end the process with 1 when no overlay was written.

    Of refusals, conflicts and the like so many are printed; the report file has all.
    """
    if report_file:
        from disputemap.table import write_atomic  # noqa: PLC0415 - imported when used

        write_atomic(report_file, "".join(f"{line}\n" for line in [*_lines(report, None), report.summary()]))
    for line in [*_lines(report, MAX_LINES), report.summary()]:
        click.echo(line, err=True)
    if report.written:
        click.echo(f"wrote {output}", err=True)
        return
    if report.refused:
        click.echo("nothing written; mend the rows, or leave them out with --skip-bad", err=True)
    else:
        click.echo(f"nothing written; {report.path} holds no places", err=True)
    sys.exit(1)


def _lines(report: Report, limit: int | None) -> list[str]:
    lines: list[str] = []
    groups: dict[str, Sequence[object]] = {
        "refused": report.refused,
        "conflict": report.conflicts,
        "coarse": report.coarse,
        "mended": report.repaired,
    }
    for what, found in groups.items():
        lines += [f"{what}: {item}" for item in found[:limit]]
        if limit is not None and len(found) > limit:
            lines.append(f"{what}: and {len(found) - limit:,} more (--report FILE has all)")
    return lines
