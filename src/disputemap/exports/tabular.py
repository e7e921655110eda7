"""Tables -> CSV for a spreadsheet: all fields, UTF-8, LF, text quoted and numbers not.

Lists are joined with " | ", candidates are written `place_id=score`, structs as JSON. A text that a spreadsheet would
run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a return) gets a leading `'`; numbers stay numbers. U+0000
is replaced by U+FFFD. JSON lines have the text as it was.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from disputemap.exports.cells import csv_cells
from disputemap.table import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from disputemap.exports import Options


def csv_texts(tables: Iterable[pa.Table], _options: Options) -> Iterator[str]:
    """Yield the header with the first table, then the rows of each."""
    header = csv_lines([FIELDS])
    for table in tables:
        yield header + csv_lines(zip(*(csv_cells(table, name) for name in FIELDS), strict=True))
        header = ""
    yield header


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows of cells as lines."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return buffer.getvalue()
