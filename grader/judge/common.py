"""What is the same for every submission and takes long to make: made once, for all judges of a class.

A judge that had to load a dataset, to draw a split of one, or to import a module, tells the warm judge so. Before its
next fork that loads the dataset, takes over the split, and imports the module; the judges to come find them there.

All of it stays among the judges. A sandbox gets copies: a memory file that several of them had would be a way from one
submission to another, by its times and attributes.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.data import Dataset, Keeper, Split, load
from grader.errors import DataError
from grader.remote import frames
from grader.sandbox import protocol

_WORTH_KEEPING = 1 << 20  # bytes of images
_MOST_SPLITS = 3  # of one draw: a message has four descriptors, and one is for what there is beside the images
_AT_ONCE = 1 << 30  # bytes: no system call moves more than twice as many
_MOST_IMPORTS = 500  # names: a message holds more
_MOST_DRAWS = 4  # each may take several times the memory of its dataset


@dataclass(frozen=True)
class _Drawn:
    splits: tuple[Split, ...]
    state: dict[str, Any]
    """of the generator that they were drawn with, afterwards"""


class Common(Keeper):
    """In the warm judge, what is kept; in a fork of it, what was kept when it was forked, and the way to say more."""

    def __init__(self, course: Path) -> None:
        self.datasets: dict[str, Dataset] = {}
        self._course = course  # whose own modules are never shared: a test may count on what they do when imported
        self._modules: set[str] = set()
        self._draws: dict[tuple[str, str], _Drawn] = {}  # by dataset and draw
        self._keeps_draws = True
        self._heard, self._telling = protocol.pair()
        for end in (self._heard, self._telling):
            end.setblocking(False)

    def close(self) -> None:
        for end in (self._heard, self._telling):
            end.close()

    # in the warm judge

    def listen(self) -> bool:
        """Take over what forks have told meanwhile; whether that was anything."""
        heard = False
        with contextlib.suppress(BlockingIOError):
            while True:
                message, descriptors = protocol.receive(self._heard)
                heard = True
                try:
                    if "import" in message:
                        self._import(message["import"])
                    elif "load" in message:
                        self._load(message["load"])
                    else:
                        self._take_over(message, descriptors)
                finally:
                    for descriptor in descriptors:
                        os.close(descriptor)
        return heard

    def _import(self, names: Sequence[str]) -> None:
        for name in names:
            with contextlib.suppress(Exception):  # a judge that needs it sees for itself what is wrong with it
                importlib.import_module(name)

    def _load(self, name: str) -> None:
        if name not in self.datasets:
            with contextlib.suppress(DataError):  # the judge that needs it says what is wrong
                self.datasets[name] = load(name)

    def _take_over(self, message: protocol.Message, descriptors: Sequence[int]) -> None:
        place = message["dataset"], message["draw"]
        if place in self._draws or len(self._draws) == _MOST_DRAWS:
            return
        *of_images, beside = descriptors
        published = self.datasets[message["dataset"]].images
        names, numbers = np.split(_array(beside, np.int64), [message["classes"]])
        splits = []
        for shape, descriptor in zip(message["shapes"], of_images, strict=True):
            labels, chosen, numbers = np.split(numbers, [shape[0], 2 * shape[0]])
            splits.append(Split(_array(descriptor, np.float32).reshape(shape), labels, names, published, chosen))
        self._draws[place] = _Drawn(tuple(splits), message["state"])

    # in a fork: about the modules that tests, and libraries, import when they are run

    def begin(self) -> None:
        self._modules = set(sys.modules)

    def end(self) -> None:
        """Say what was imported since `begin`; what came with a package is not said beside it."""
        new = {name: module for name, module in sys.modules.items() if name not in self._modules}
        names = [name for name, module in new.items() if name.rpartition(".")[0] not in new and self._is_shared(module)]
        if names:
            self._tell({"import": names[:_MOST_IMPORTS]})

    def _is_shared(self, module: ModuleType) -> bool:
        """Whether it can be imported by its name, and is none of the course's own."""
        spec = getattr(module, "__spec__", None)
        return spec is not None and not (spec.origin and Path(spec.origin).is_relative_to(self._course))

    # in a fork: for the bench

    def is_loaded(self, name: str) -> None:
        """Say that a judge had to load this dataset."""
        self._tell({"load": name})

    # in a fork: for secret_split

    def known(self, dataset: Dataset, draw: str, rng: np.random.Generator) -> tuple[Split, ...] | None:
        """The splits of the same draw, if it was made before; the generator then stands where it stood behind it.

        Once in each judge: what its test has made of them is not to be found by another one.
        """
        drawn = self._draws.pop((dataset.name, draw), None) if self._is_ours(dataset) else None
        if drawn is None:
            return None
        rng.bit_generator.state = drawn.state
        return drawn.splits

    def keep(self, dataset: Dataset, draw: str, rng: np.random.Generator, splits: tuple[Split, ...]) -> None:
        """For judges to come; not of a dataset that they could not tell from another one, and not what is small."""
        if not self._keeps_draws:
            return
        small = any(one.images.nbytes < _WORTH_KEEPING for one in splits)
        # of another bit generator the state is arrays, which a text does not hold whole
        known_by_text = type(rng.bit_generator) is np.random.PCG64
        if small or len(splits) > _MOST_SPLITS or not (known_by_text and self._is_ours(dataset)):
            return
        names = splits[0].label_names
        beside = np.concatenate([names, *(part for one in splits for part in (one.labels, one.chosen))])
        message = {
            "dataset": dataset.name,
            "draw": draw,
            "state": rng.bit_generator.state,
            "classes": len(names),
            "shapes": [one.images.shape for one in splits],
        }
        with contextlib.ExitStack() as stack:
            descriptors = []
            for array in (*(one.images for one in splits), beside):
                descriptors.append(_memory_file(array.reshape(-1).view(np.uint8).data))
                stack.callback(os.close, descriptors[-1])
            self._tell(message, descriptors)

    @contextlib.contextmanager
    def keeping_no_draws(self) -> Iterator[None]:
        """In it nothing is kept for judges to come: few of them make such draws, and there is room for few."""
        self._keeps_draws = False
        try:
            yield
        finally:
            self._keeps_draws = True

    def _is_ours(self, dataset: Dataset) -> bool:
        return dataset is self.datasets.get(dataset.name)

    def _tell(self, message: protocol.Message, descriptors: Sequence[int] = ()) -> None:
        with contextlib.suppress(OSError):  # nobody listens, or not fast enough: then the next judge tells it again
            protocol.send(self._telling, message, descriptors)


def _memory_file(content: memoryview) -> int:
    """A file in memory (memfd, Linux 3.17), to hand over what no message holds."""
    descriptor = os.memfd_create("splits")
    try:
        written = 0
        while written < len(content):
            written += os.write(descriptor, content[written : written + _AT_ONCE])
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _array(descriptor: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """What is in a memory file, in large pages: forks see it uncopied, and find it at once."""
    content = frames.room(os.fstat(descriptor).st_size)
    done = 0
    while done < len(content):
        count = os.preadv(descriptor, [content[done : done + _AT_ONCE]], done)
        if not count:
            raise EOFError
        done += count
    return np.frombuffer(content, dtype)
