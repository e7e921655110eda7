"""Where the time goes: each function that the way through the house calls, with a clock around it.

Stages work on whole batches, so a clock a call costs nothing. A stage's time is its own: what it calls that has a clock
too is taken off. Found by looking, not listed here: all functions of the modules in `THROUGH`, and those they call.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from importlib import import_module
from inspect import isfunction, isgeneratorfunction
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.corpus import load_corpus
from bench.machine import ROUNDS, as_table, clock, describe
from bench.speed import EndToEnd
from disputemap.geodata import load_geodata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TITLE, PAGE = "Stages", "performance.md"
THROUGH = ("pipeline", "parse", "batch", "mentions", "unknown", "resolution", "scoring", "writing")
METHODS = (  # what modules reach through objects
    ("matching", "Matcher", "find"),
    ("phrases", "PhraseTable", "before"),
    ("phrases", "PhraseTable", "after"),
    ("words", "Words", "__init__"),
    ("sites", "SiteTable", "add"),
    ("sites", "SiteTable", "take"),
)
NOT_STAGES = ("documents", "geodata", "errors", "models", "ragged")
SMALL = 0.005  # shares below are put together


class Clocks:
    """The time that each stage took itself."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._open: list[float] = []  # of each stage that is running, the time of the stages within it

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Time what happens meanwhile."""
        self._open.append(0.0)
        start = clock()
        try:
            yield
        finally:
            took = clock() - start
            self.seconds[stage] += took - self._open.pop()
            if self._open:
                self._open[-1] += took

    def around(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is timed."""

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever it takes
            with self.running(stage):
                return function(*args, **kwargs)

        return timed


def report() -> Iterator[str]:
    """Yield what was measured, as lines."""
    geodata = load_geodata()
    documents = list(load_corpus(geodata).documents())
    rounds = []
    for _ in range(ROUNDS):
        clocks = Clocks()
        run = EndToEnd(geodata, started=clocks.seconds.clear)
        with _clocked(clocks):
            total = run(documents)
        rounds.append((total, clocks.seconds))
    total, seconds = min(rounds, key=lambda one: one[0])
    seconds["(between the stages, Parquet's file)"] = total - sum(seconds.values())
    characters = sum(len(document.text) for document in documents)
    yield from (describe(), "")
    yield f"{total:.2f} s for {characters:,} characters and {run.mentions:,} mentions."
    yield ""
    yield from _tables(seconds, total, characters, run.mentions)


def _tables(seconds: dict[str, float], total: float, characters: int, mentions: int) -> Iterator[str]:
    """Yield the shares of modules, then those of functions."""
    modules: defaultdict[str, float] = defaultdict(float)
    for stage, value in seconds.items():
        modules[stage.partition(".")[0]] += value
    for what, shares in (("module", modules), ("function", seconds)):
        rows = sorted(shares.items(), key=lambda row: -row[1])
        large = [(name, value) for name, value in rows if value >= SMALL * total]
        rest = sum(value for _, value in rows) - sum(value for _, value in large)
        yield from as_table(
            (what, "share", "seconds", "ns a character", "µs a mention"),
            [
                (
                    name,
                    f"{value / total:.1%}",
                    f"{value:.3f}",
                    f"{value / characters * 1e9:.1f}",
                    f"{value / mentions * 1e6:.2f}",
                )
                for name, value in [*large, ("all others", rest)]
            ],
        )
        yield ""


@contextmanager
def _clocked(clocks: Clocks) -> Iterator[None]:
    """Put clocks around all stages for a while."""
    with ExitStack() as stack:
        for module, name, function in _functions():
            stage = f"{function.__module__.partition('.')[2]}.{name}"
            stack.enter_context(patch.object(module, name, clocks.around(stage, function)))
        for home, owner, name in METHODS:
            kind = getattr(import_module(f"disputemap.{home}"), owner)
            stage = f"{home}.{owner}.{name}".removesuffix(".__init__")
            stack.enter_context(patch.object(kind, name, clocks.around(stage, getattr(kind, name))))
        yield


def _functions() -> Iterator[tuple[Any, str, Any]]:
    """Yield the functions that modules call: their own and those of other modules."""
    for name in THROUGH:
        module = import_module(f"disputemap.{name}")
        for attribute, value in sorted(vars(module).items()):
            home = getattr(value, "__module__", "") or ""
            ours = home.startswith("disputemap.") and home.partition(".")[2] not in NOT_STAGES
            if isfunction(value) and ours and not isgeneratorfunction(value):  # a generator's time is that of who asks
                yield module, attribute, value
