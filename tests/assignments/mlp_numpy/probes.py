"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from grader.remote import probe


@probe
def read_only(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the function with every array in its arguments read-only."""
    return function(*(_frozen(argument) for argument in arguments))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    return value


@probe
def updates(fit: Callable[..., Any], *arguments: Any, **keywords: Any) -> list[float | None]:
    """The rates of all calls of sgd_step in one call of fit, in their order; None where a rate cannot be seen.

    Calls are seen by the interpreter's profiling hook, so it does not matter under which name fit knows sgd_step.
    """
    step = _function(_function(inspect.unwrap(fit)).__globals__["sgd_step"])
    rates: list[float | None] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is step.__code__:
            rates.append(float(frame.f_locals["lr"]) if "lr" in frame.f_locals else None)

    sys.setprofile(watch)
    try:
        fit(*arguments, **keywords)
    finally:
        sys.setprofile(None)
    return rates


def _function(value: Any) -> Any:
    """The function behind something that can be called."""
    return value if hasattr(value, "__code__") else type(value).__call__
