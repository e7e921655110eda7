"""What Python and the C library do to save memory, where it costs more time than it is worth."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator


_LARGEST = (32 << 20) - (64 << 10)  # bytes: of larger blocks glibc takes no notice


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be looked for meanwhile, as if it were off; what reference counts free is freed all the same."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def keep_memory() -> None:
    """Let the memory that a batch needed be kept for the next, some 60 MB, where the C library is glibc.

    It hands free memory back to the system from twice the size on of the largest block that was ever freed, up to a
    limit (mallopt(3), M_MMAP_THRESHOLD). What is handed back and taken again is cleared page by page, which takes a
    tenth as long as all the rest. So a block as large as the limit is taken, not written to, and freed.
    """
    np.empty(_LARGEST, dtype=np.uint8)
