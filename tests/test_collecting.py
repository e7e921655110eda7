"""Memory that a batch needed stays for the next."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# Three blocks at a time, as large as the larger ones of a batch: glibc would hand them back each time.
ROUNDS = """
import resource
import numpy as np
from disputemap.collecting import keep_memory
if {keep}:
    keep_memory()
for _ in range(3):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [np.ones(12 << 20, np.uint8) for _ in range(3)]
    del blocks
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(*, keep: bool) -> int:
    """Return how often memory is taken from the system when it was all there before."""
    code = ROUNDS.format(keep=keep)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have their own ways")
def test_memory_is_kept() -> None:
    assert faults(keep=True) < 100 < faults(keep=False)
