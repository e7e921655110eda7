"""Where names stand in their sentences: looked up where the table says so, and found where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow.compute as pc

from disputemap.render.codes import combined, first_rows

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from disputemap.render.codes import Coded

    Ints = npt.NDArray[np.int64]

MISSING = "\0"  # looked for where there is no name
AT_ONCE = 200_000  # rows whose names are looked for in their sentences in one go


class Marks(NamedTuple):
    """Where names stand in their sentences, in code points; `first` is -1 where a name is not there."""

    first: Ints
    size: Ints


def find_marks(sentence: Coded, surface: Coded, start: Ints) -> Marks:
    """Return where names stand in their sentences: where the table says, or else where they are found.

    Parameters
    ----------
    sentence, surface
        n rows each.
    start
        Where each name should start in its sentence, in code points.
    """
    texts, names = _Points(sentence.distinct), _Points(surface.distinct)
    at, of = np.where(sentence.codes < 0, len(sentence.distinct), sentence.codes), surface.codes
    size = np.where(of < 0, 0, names.sizes[of])
    first = start.copy()
    for begin in range(0, len(start), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        wrong = np.flatnonzero(_differ(texts, names, at[part], of[part], first[part], size[part])) + begin
        pair = combined(at[wrong], of[wrong])
        found = [texts.text(at[row]).find(names.text(of[row]) or MISSING) for row in wrong[first_rows(pair)].tolist()]
        first[wrong] = np.array(found, np.int64)[pair]
    return Marks(first, size)


class _Points:
    """Texts as code points, one after the other; after them an empty one."""

    def __init__(self, values: pa.Array) -> None:
        self._texts = values.to_pylist()
        self.points = np.frombuffer("".join(self._texts).encode("utf-32-le"), np.uint32)
        self.sizes = np.append(pc.utf8_length(values).to_numpy(zero_copy_only=False).astype(np.int64), 0)
        self.starts = np.cumsum(self.sizes) - self.sizes

    def text(self, code: int) -> str:
        return str(self._texts[code]) if 0 <= code < len(self._texts) else ""


def _differ(texts: _Points, names: _Points, at: Ints, of: Ints, first: Ints, size: Ints) -> npt.NDArray[np.bool_]:  # noqa: PLR0913, PLR0917
    """Tell which names do not stand in their sentence where they should."""
    wrong: npt.NDArray[np.bool_] = (size == 0) | (first < 0) | (first + size > texts.sizes[at])
    rows = np.flatnonzero(~wrong)
    lengths = size[rows]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    said = texts.points[np.repeat(texts.starts[at[rows]] + first[rows], lengths) + within]
    name = names.points[np.repeat(names.starts[of[rows]], lengths) + within]
    wrong[np.repeat(rows, lengths)[said != name]] = True
    return wrong
