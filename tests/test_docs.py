"""The documentation says what the program does: commands, columns, files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import disputemap
from disputemap.cli import main
from disputemap.exports import FORMATS
from disputemap.table import FIELDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_column_is_described_once() -> None:
    table = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    first_cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    described = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(described) == sorted(FIELDS)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"disputemap {command}" in README


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))])
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_guide_to_data_packages_names_all_that_the_toy_has() -> None:
    guide = (ROOT / "docs" / "data-package.md").read_text(encoding="utf-8")
    toy = ROOT / "tests" / "toy"
    descriptor = json.loads((toy / "datapackage.json").read_text(encoding="utf-8"))
    tables = [toy / row["path"] for row in descriptor["resources"] if row["path"].endswith(".csv")]
    columns = {column for table in tables for column in table.read_text(encoding="utf-8").splitlines()[0].split(",")}
    wanted = {row["name"] for row in descriptor["resources"]} | set(descriptor["disputemap"]) | columns
    assert sorted(wanted - set(re.findall(r"`([\w-]+)`", guide))) == []


def test_the_guide_to_formats_names_all_of_them() -> None:
    guide = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    endings = {ending for row in FORMATS.values() for ending in row.endings if ending != "/"}
    functions = {name for name in disputemap.__all__ if name.startswith("to_")}
    assert sorted((FORMATS.keys() | endings | functions) - set(re.findall(r"`([\w.-]+)`", guide))) == []
