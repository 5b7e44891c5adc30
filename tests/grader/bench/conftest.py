"""The scripts in bench/ as modules, for as long as a test needs them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[3] / "bench"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports one by its name."""
    monkeypatch.syspath_prepend(str(BENCH))
    yield import_module
    for name, module in [*sys.modules.items()]:
        if Path(getattr(module, "__file__", None) or "").parent == BENCH:
            del sys.modules[name]
