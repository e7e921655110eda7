"""`python -m tests.fuzz TARGET`, with the options of libFuzzer: -max_total_time=60, a folder for the corpus, ..."""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    """Feed a target until the time is up, or a check fails."""
    import atheris  # noqa: PLC0415 - built for few systems

    with atheris.instrument_imports(include=["disputemap"]):  # what is loaded here is watched: which lines were reached
        target = import_module(f"tests.fuzz.fuzz_{sys.argv.pop(1)}")
    atheris.Setup(sys.argv, target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
