"""What the model answers are measured by: for each assignment a module with TABLES. `results.py` runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType

Setting = str | int | float | bool
Settings = Mapping[str, Setting]
Numbers = Mapping[str, float]


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
