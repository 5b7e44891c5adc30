"""What the model answers are measured by: for each assignment a module with TABLES. `results.py` runs them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from grader import data

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


@dataclass
class Reader:
    """Reads datasets or weights by their names, and notes those that can be made of several things.

    An object and no function, whose source would be part of what the figures rest on.
    """

    read: Callable[[str], Any]
    names: set[str] = field(default_factory=set)

    def __call__(self, name: str) -> Any:
        found = self.read(name)
        if found.made_of:
            self.names.add(name)
        return found


load, weights = Reader(data.load), Reader(data.weights)


@dataclass(frozen=True)
class Goal:
    """A number that the mean over the seeds is to exceed; `of` are the settings that name the row."""

    number: str
    above: float
    why: str
    of: Settings


@dataclass(frozen=True)
class Lead:
    """By how much a number of one row exceeds that of another, of this table or of that entitled `table`.

    It is to be more than `errors` standard errors of the difference of the two means over seeds. `missed` says why it
    is not, and stands on the page while it is not.
    """

    number: str
    of: Settings
    than: Settings
    why: str
    table: str = ""
    errors: float = 2.0
    missed: str = ""


@dataclass(frozen=True)
class Choice:
    """Below a table stands which row has the largest `number`, beside the row with the settings `taken`.

    `where` is what has that row, as the beginning of a sentence: "The tables below have".
    """

    number: str
    taken: Settings
    where: str


@dataclass(frozen=True)
class Table:
    """One comparison: `run(reference, seed, **settings)` measures one row with one seed.

    Numbers whose name ends in "accuracy" are fractions, and shown in per cent. `notes`, setting → text, says of a
    setting that all rows share what its value does not. `weights` names a row, by its settings in braces, where the
    file of its best epoch's weights is worth keeping: one for each seed.
    """

    title: str
    text: str
    run: Callable[..., Numbers]
    rows: Sequence[Settings]
    seeds: int = 3
    goals: Sequence[Goal] = field(default_factory=tuple)
    leads: Sequence[Lead] = field(default_factory=tuple)
    choice: Choice | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    weights: str = ""

    def measure(self, reference: ModuleType, settings: Settings, seed: int, *, models: Path) -> dict[str, float]:
        """`models`: the folder for files of weights."""
        if not self.weights:
            return dict(self.run(reference, seed, **settings))
        models.mkdir(parents=True, exist_ok=True)
        keeping = KeepsWeights(reference, models / f"{self.weights.format(**settings)}-{seed}.pt")
        return dict(self.run(keeping, seed, **settings))


class KeepsWeights:
    """A model answer of which `train_and_validate` leaves what it writes at its checkpoint at `path` as well."""

    def __init__(self, reference: ModuleType, path: Path) -> None:
        self._reference, self._path = reference, path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reference, name)

    def train_and_validate(self, *arguments: Any, checkpoint: Path, **keywords: Any) -> Any:
        found = self._reference.train_and_validate(*arguments, checkpoint=checkpoint, **keywords)
        shutil.copyfile(checkpoint, self._path)
        return found
