"""What the packages promise in `__all__` is there, and nothing else is public."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import fabula

REPOSITORY = Path(__file__).parents[2]


def packages() -> list[ModuleType]:
    """Fabula and its rooms."""
    names = [one.name for one in pkgutil.iter_modules(fabula.__path__, "fabula.") if one.ispkg]
    return [fabula, *(importlib.import_module(name) for name in names)]


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.__name__)
def test_every_name_in_all_is_there_once_and_sorted(package: ModuleType) -> None:
    names = getattr(package, "__all__", [])
    assert list(names) == sorted(set(names))
    for name in names:
        assert getattr(package, name) is not None


def test_the_public_api() -> None:
    assert fabula.__all__ == ["FabulaError", "Story", "__version__", "read"]
    assert list(inspect.signature(fabula.read).parameters)[:2] == ["source", "text"]
    assert callable(fabula.Story.load)
    assert callable(fabula.Story.save)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonesuch"):
        fabula.nonesuch  # noqa: B018


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == fabula.__version__


def test_the_package_tells_type_checkers_that_it_is_typed() -> None:
    assert (Path(fabula.__file__).parent / "py.typed").exists()
