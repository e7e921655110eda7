"""The public names are those of `__all__`, and importing them is put off."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import disputemap


def test_all_is_sorted_and_exact() -> None:
    assert disputemap.__all__ == sorted(disputemap.__all__)
    assert dir(disputemap) == sorted(disputemap.__all__)


@pytest.mark.parametrize("name", disputemap.__all__)
def test_each_name_is_there(name: str) -> None:
    value = getattr(disputemap, name)
    assert value.__doc__
    assert getattr(value, "__module__", "disputemap").startswith(("disputemap", "builtins"))


def test_no_module_hides_a_public_name() -> None:
    modules = {module.name for module in pkgutil.iter_modules(disputemap.__path__)}
    assert not modules & set(disputemap.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        disputemap.nothing  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, disputemap, disputemap.cli;"
        "print(sorted({'pandas', 'shapely', 'folium', 'numpy', 'rich', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
