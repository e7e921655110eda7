"""The figures in docs/: what stands between the marks of a section is written anew, the rest is left as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = Path(__file__).parents[1] / "docs"


def write_section(page: str, name: str, lines: Sequence[str]) -> None:
    """Replace what stands between the marks of a section in a page of docs/."""
    path = DOCS / page
    begin, end = f"<!-- begin {name}: written by python -m bench {name} --write -->\n", f"<!-- end {name} -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        message = f"{path}: lacks the marks {begin.strip()} and {end}"
        raise ValueError(message)
    path.write_text("\n".join([f"{before}{begin}", *lines, "", f"{end}{after}"]), encoding="utf-8")
