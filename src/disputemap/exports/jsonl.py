"""Tables -> JSON lines: one object a mention, with all fields in their order; what `read_mentions` takes."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from disputemap.exports import Options, one_table
from disputemap.exports.cells import json_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    import pyarrow as pa


def jsonl_texts(tables: Iterable[pa.Table], _options: Options) -> Iterator[str]:
    """Yield the lines of each table."""
    for table in tables:
        yield "".join(f"{row}\n" for row in json_rows(table))


def write_jsonl(mentions: pd.DataFrame, file: IO[str]) -> None:
    """Write a table of mentions, one JSON object a line."""
    file.writelines(jsonl_texts(one_table(mentions), Options()))
