"""The repository's own parts. Where one is not at hand: a skip that says so; in CI, which must have it, a failure."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from grader import data
from grader.course import Assignment, load_assignment
from grader.errors import DataError

REPOSITORY = Path(__file__).parents[2]


def missing(reason: str) -> NoReturn:
    if os.environ.get("CI", "").lower() not in ("", "false", "0"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def needed(name: str) -> Any:
    """The module of that name, where it is installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        missing(f"{name} is not installed")


def loaded(path: str | Path, name: str) -> ModuleType:
    """The repository's file as a module of that name: a reference, hidden tests, a script."""
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fetched(slug: str) -> Assignment:
    """One of the repository's own assignments, with its datasets."""
    found = load_assignment(REPOSITORY, slug)
    try:
        for name in found.settings.datasets:
            data.fetch(name, progress=lambda _source, _done, _total: None)
    except DataError as error:
        missing(str(error))
    return found
