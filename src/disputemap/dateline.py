"""Mentions -> datelines: "ERBIL (Agency) - ...", "Kirkuk: ..." say where a report is from, whoever governs there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from disputemap.batch import Batch
    from disputemap.mentions import Mentions

MAX_AGENCY = 40
# Behind the name: an agency in brackets or behind a comma or stroke, then a dash, or a colon right away.
# Spaces are few: two runs of any length beside each other would be tried in all divisions.
_CLOSES = re.compile(rf"\s{{0,4}}(?:[(/،,][^\n()]{{0,{MAX_AGENCY}}}?\)?)?\s{{0,4}}[-–—]+\s|\s{{0,4}}:\s").match
_OPENS = re.compile(r"(?:^|\n)[\s\W]{0,4}\Z").search
BEFORE = 5


def are_datelines(mentions: Mentions, batch: Batch) -> NDArray[np.bool_]:
    """Tell which names open a line and are followed by what closes a dateline."""
    words = batch.words
    found = np.zeros(len(mentions), dtype=bool)
    first = mentions.first
    opens = (first == batch.word_begins[mentions.doc]) | words.breaks[np.maximum(first - 1, 0)]
    rows = np.flatnonzero(opens & (mentions.head == first) & (mentions.clitics == 0))  # "and Kirkuk:" is none
    for row, end in zip(rows.tolist(), mentions.token_end[rows].tolist(), strict=True):
        if _CLOSES(batch.text, end):
            start, begin = int(mentions.token_start[row]), int(batch.begins[mentions.doc[row]])
            found[row] = start == begin or bool(_OPENS(batch.text[max(begin, start - BEFORE) : start]))
    return found
