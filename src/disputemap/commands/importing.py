"""What the importing commands share: the report, and how they end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from disputemap.errors import InputError, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from disputemap.fetching import Fetched
    from disputemap.imports.importing import Report

MAX_LINES = 20


def finish(report: Report, output: Path, report_file: Path | None) -> None:
    """Print what became of the rows; end the process with 1 when no overlay was written.

    Of refusals, conflicts and the like so many are printed; the report file has all.
    """
    if report_file:
        if report_file.exists() and any(p.exists() and report_file.samefile(p) for p in (report.path, output)):
            message = f"{report_file}: is the source or the overlay; give --report another name"
            raise InputError(message)
        from disputemap.outputs import write_atomic  # noqa: PLC0415 - imported when used

        write_atomic(report_file, "".join(f"{line}\n" for line in [*_lines(report, None), report.summary()]))
    for line in [*_lines(report, MAX_LINES), report.summary()]:
        click.echo(one_line(line), err=True)
    if report.written:
        click.echo(f"wrote {output}", err=True)
        return
    good = report.by_id + report.by_name + report.new
    remedy = (
        "mend the rows, or leave them out with --skip-bad" if good else f"{report.path} holds no places that are whole"
    )
    click.echo(f"nothing written; {remedy}", err=True)
    sys.exit(1)


def _lines(report: Report, limit: int | None) -> list[str]:
    lines: list[str] = []
    groups: dict[str, Sequence[object]] = {
        "refused": report.refused,
        "conflict": report.conflicts,
        "coarse": report.coarse,
        "mended": report.repaired,
        "no counterpart": report.left_behind,
    }
    for what, found in groups.items():
        lines += [f"{what}: {item}" for item in found[:limit]]
        if limit is not None and len(found) > limit:
            lines.append(f"{what}: and {len(found) - limit:,} more (--report FILE has all)")
    return lines


def fetch_zip(url: str, target: Path, *, max_bytes: int) -> Fetched:
    """Download a zip file; on a terminal, show how far it is."""
    from zipfile import is_zipfile  # noqa: PLC0415 - imported when used

    from disputemap.fetching import fetch_file  # noqa: PLC0415

    if not sys.stderr.isatty():
        return fetch_file(url, target, max_bytes=max_bytes, is_right=is_zipfile)
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(escape(target.name), total=None)

        def show(size: int, total: int | None) -> None:
            progress.update(task, completed=size, total=total)

        return fetch_file(url, target, max_bytes=max_bytes, progress=show, is_right=is_zipfile)
