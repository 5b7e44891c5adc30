"""Follow a training run from within, and end it where it is too low to come to any points.

This runs next to the student's code, inside its call, and is testimony: who tampers with it goes on training to the
time limit, or ends the own run without points. It holds floors, and no label that the call was not given anyway.

The parameters are measured where the run itself uses them, before a step: those of a network when it is called in
training mode, others when they are handed to the function that updates them. They and the examples are copied for it,
and the global random generators are put back, so that a run that is followed comes to the same parameters as one that
is not. What cannot be measured is not followed any further; nor is a network with hooks, which would see the measuring.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import random
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

SAMPLE = 500  # training examples that a run is measured on


class Following(msgspec.Struct, frozen=True):
    """The part of a grader.early_stop.Rule that is needed here."""

    call: str
    examples: tuple[int, ...]
    floors: tuple[tuple[int, float], ...]
    network: int | None = None
    update: str | None = None
    classes: str | None = None
    columns: bool = False


class TooLow(BaseException):
    """The run is given up. No Exception: a student's fallback is not to take it for a failure of a step."""


class Follower:
    """Follows the calls of one function. `right`: the shares of the last of them, one for each floor that it met."""

    def __init__(self, rule: Following) -> None:
        self.rule = rule
        self.right: list[float] = []
        self._done = 0
        self._blind = False

    def call(self, function: Callable[..., Any], arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """The function's result; TooLow where it is given up."""
        self.right, self._done, self._blind = [], 0, False
        follow = self._updates if self.rule.network is None else self._network
        with follow(function, arguments):
            return function(*arguments, **keywords)

    def _step(self, size: Callable[[], int], share_right: Callable[[], float]) -> None:
        """A step begins that goes through so many; `share_right` measures the parameters that the last one led to."""
        floors = self.rule.floors
        if self._blind or len(self.right) == len(floors):
            return
        try:
            count = size()
            if self._done >= floors[len(self.right)][0]:
                with _as_if_nothing_happened():
                    share = share_right()
                # a batch may be larger than the distance of two floors
                self.right += [share for after, _ in floors[len(self.right) :] if after <= self._done]
        except BaseException:  # noqa: BLE001 - a network may raise anything where nobody but us calls it
            self._blind = True
            return
        if self.right and self.right[-1] < floors[len(self.right) - 1][1]:
            raise TooLow
        self._done += count

    def _given(self, arguments: Sequence[Any]) -> tuple[Any, list[tuple[Any, Any]]]:
        """The network, None where there is none, and the examples to measure on; nothing when they are not there."""
        try:
            network = None if self.rule.network is None else arguments[self.rule.network]
            return network, _sample(self.rule, arguments)
        except Exception:  # noqa: BLE001 - the student's own type of data, or arguments by name
            self._blind = True
            return None, []

    @contextlib.contextmanager
    def _network(self, _: Callable[..., Any], arguments: Sequence[Any]) -> Iterator[None]:
        import torch
        from torch.nn.modules.module import register_module_forward_pre_hook

        network, sample = self._given(arguments)
        rank = sample[0][0].ndim if sample else 0

        def size(batch: Any) -> int:
            if batch.ndim != rank or any(one._forward_hooks or one._forward_pre_hooks for one in network.modules()):
                raise ValueError("a batch of examples, for a network that nobody looks into")
            return len(batch)

        def share_right(batch: Any) -> float:
            twin = copy.deepcopy(network).eval()
            with torch.no_grad():
                # as the run itself has them: on its device, of its float type
                found = [(twin(x.clone().to(batch)).cpu().numpy(), y) for x, y in sample]
            return _share(found)

        def begins(module: Any, inputs: tuple[Any, ...]) -> None:
            if module is network and module.training and torch.is_grad_enabled() and inputs:
                self._step(lambda: size(inputs[0]), lambda: share_right(inputs[0]))

        # of all modules: a hook on the network itself would be pickled and copied with it
        handle = register_module_forward_pre_hook(begins)
        try:
            yield
        finally:
            handle.remove()

    @contextlib.contextmanager
    def _updates(self, function: Callable[..., Any], arguments: Sequence[Any]) -> Iterator[None]:
        names = _globals_of(function)
        update, classes = names.get(self.rule.update or ""), names.get(self.rule.classes or "")
        if not callable(update) or not callable(classes):
            yield
            return
        _, sample = self._given(arguments)

        def share_right(given: Sequence[Any], named: Mapping[str, Any]) -> float:
            params = given[0] if given else named[next(iter(inspect.signature(update).parameters))]
            if isinstance(params, Mapping) and not all(np.isfinite(value).all() for value in params.values()):
                return 0.0  # classes do not show it
            found = [(classes(copy.deepcopy(params), np.array(x)), y) for x, y in sample]
            return _share([(_rows(result, self.rule.columns), y) for result, y in found])

        @functools.wraps(update)
        def followed(*given: Any, **named: Any) -> Any:
            self._step(lambda: 1, lambda: share_right(given, named))
            return update(*given, **named)

        names[self.rule.update or ""] = followed
        try:
            yield
        finally:
            if names.get(self.rule.update or "") is followed:
                names[self.rule.update or ""] = update


def _globals_of(function: Any) -> dict[str, Any]:
    """The names that a function finds when it is called, behind wrappers, partials and methods; none for others."""
    for _ in range(100):
        if isinstance(function, functools.partial):
            function = function.func
        elif hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        elif inspect.ismethod(function):
            function = function.__func__
        else:
            break
    return function.__globals__ if isinstance(function, types.FunctionType) else {}


def _sample(rule: Following, arguments: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Images and labels of the first training examples: of each group, where there are several."""
    if len(rule.examples) == 2:
        x, y = (arguments[number] for number in rule.examples)
        return [(x[:, :SAMPLE] if rule.columns else x[:SAMPLE], y[:SAMPLE])]
    data = arguments[rule.examples[0]]
    if isinstance(data, Mapping):
        return [(x[: SAMPLE // len(data)], y[: SAMPLE // len(data)]) for x, y in data.values()]
    return [data[:SAMPLE]]


def _rows(result: Any, columns: bool) -> Any:
    """Logits of an example a row, also where they were a column."""
    found = result[0] if isinstance(result, tuple | list) else result
    return np.asarray(found).T if columns and np.ndim(found) == 2 else result


def _share(found: Sequence[tuple[Any, Any]]) -> float:
    """The share of the labels that results are right on, which are classes or logits."""
    pairs = [(_classes(result), np.asarray(labels)) for result, labels in found]
    if any(classes.shape != labels.shape for classes, labels in pairs):
        raise ValueError("a class for each example")
    return float(np.mean(np.concatenate([classes == labels for classes, labels in pairs])))


def _classes(result: Any) -> Any:
    """A row of classes, from these or from rows of logits, which may be the first of several results.

    Where a logit is not finite there is none: parameters that have overflowed stay so.
    """
    found = np.asarray(result[0] if isinstance(result, tuple | list) else result)
    return np.where(np.isfinite(found).all(axis=1), found.argmax(axis=1), -1) if found.ndim == 2 else found


@contextlib.contextmanager
def _as_if_nothing_happened() -> Iterator[None]:
    """Global random generators are put back, and nobody is warned."""
    ours, numpys = random.getstate(), np.random.get_state()
    torch = sys.modules.get("torch")
    torchs = None if torch is None else torch.get_rng_state()
    try:
        with warnings.catch_warnings(module=warnings):  # its own default asks sys.modules
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(ours)
        np.random.set_state(numpys)
        if torch is not None:
            torch.set_rng_state(torchs)
