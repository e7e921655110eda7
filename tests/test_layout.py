"""The order of the house: a stage imports earlier ones, never later ones, and only `render` draws."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "disputemap"
BELOW = ("errors", "models", "crs", "geodata", "gazetteer")
FLOW = (
    "documents", "batch", "terms", "mentions", "names", "featurewords", "modifiers", "meanings", "evidence", "placing",
    "writing", "world", "parse", "sites", "pipeline",
)  # fmt: skip
OUTPUTS = ("layers", "render.html", "exports", "cli")
STAGES = BELOW + FLOW + OUTPUTS


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules that a module imports, in functions and for types too."""
    path = SRC.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return frozenset([*names, *(node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module)])


def all_below(module: str) -> set[str]:
    """Return the modules of ours that a module needs, directly or not."""
    found: set[str] = set()
    ahead = [module]
    while ahead:
        ours = {name.removeprefix("disputemap.") for name in imported(ahead.pop()) if name.startswith("disputemap.")}
        ahead += ours - found
        found |= ours
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_needs_no_later_one(stage: str) -> None:
    assert all_below(stage).isdisjoint(STAGES[STAGES.index(stage) :])


def test_only_render_imports_the_drawing_library() -> None:
    modules = [".".join(path.relative_to(SRC).with_suffix("").parts) for path in sorted(SRC.rglob("*.py"))]
    drawing = [m for m in modules if any(name.split(".")[0] in {"folium", "branca"} for name in imported(m))]
    assert drawing == ["render.live"]
