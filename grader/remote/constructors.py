"""Objects that a test may have made on the student's side: an allow-list by name, imported when asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

CONSTRUCTORS: dict[str, tuple[str, str]] = {
    "numpy.random.default_rng": ("numpy.random", "default_rng"),
    "torch.Generator": ("torch", "Generator"),
    "torch.optim.Adam": ("torch.optim", "Adam"),
    "torch.optim.RMSprop": ("torch.optim", "RMSprop"),
    "torch.optim.SGD": ("torch.optim", "SGD"),
    "torch.utils.data.DataLoader": ("torch.utils.data", "DataLoader"),
    "torch.utils.data.TensorDataset": ("torch.utils.data", "TensorDataset"),
}


def constructor(name: str) -> Callable[..., Any]:
    module, attribute = CONSTRUCTORS[name]
    made: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return made
