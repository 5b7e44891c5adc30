"""Names of a package that are imported when they are first asked for (PEP 562): not everybody needs what they bring."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """For a package's `__getattr__`: each name is found in the module of the package that `homes` says."""

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{homes[name]}"), name)

    return get
