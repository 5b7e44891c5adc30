"""What the model answers are measured by: for each assignment a module with TABLES. `results.py` runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

Setting = str | int | float | bool
Settings = Mapping[str, Setting]
Numbers = Mapping[str, float]


@dataclass
class Place:
    """Takes tensors and modules to where the experiments compute: `--device`, by default the processor."""

    device: str = "cpu"
    used: bool = False

    def __call__(self, what: Any) -> Any:
        self.used = True
        return what.to(self.device)


placed = Place()  # there is one in each process, and a process measures once


@dataclass(frozen=True)
class Goal:
    """A number that the mean over the seeds is to exceed; `of` are the settings that name the row."""

    number: str
    above: float
    why: str
    of: Settings


@dataclass(frozen=True)
class Table:
    """One comparison: `run(reference, seed, **settings)` measures one row with one seed.

    Numbers whose name ends in "accuracy" are fractions, and shown in per cent.
    """

    title: str
    text: str
    run: Callable[..., Numbers]
    rows: Sequence[Settings]
    seeds: int = 3
    goals: Sequence[Goal] = field(default_factory=tuple)

    def measure(self, reference: ModuleType, settings: Settings, seed: int) -> dict[str, float]:
        return dict(self.run(reference, seed, **settings))
