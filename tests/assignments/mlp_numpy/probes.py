"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from types import FrameType, FunctionType
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
def updates(
    fit: Callable[..., Any], step: Any, *arguments: Any, **keywords: Any
) -> list[tuple[float | None, list[int] | None]] | None:
    """Of all calls of `step` in one call of fit, in their order: the rate, and which rows of W1 have a gradient.

    None stands for either where it cannot be seen. Calls are seen by the interpreter's profiling hook, so it does not
    matter under which name fit knows the function.
    None in all when `step` has no code of Python's that the hook could see.
    """
    function = _python_function(step)
    if function is None:
        return None
    code = function.__code__
    # wrappers made by one decorator share their code, and differ in what they close over
    closed = [cell.cell_contents for cell in function.__closure__ or ()]
    calls: list[tuple[float | None, list[int] | None]] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is code:
            seen = frame.f_locals
            if all(seen.get(name) is value for name, value in zip(code.co_freevars, closed, strict=True)):
                calls.append((float(seen["lr"]) if "lr" in seen else None, _rows(seen.get("grads"))))

    sys.setprofile(watch)
    try:
        fit(*arguments, **keywords)
    finally:
        sys.setprofile(None)
    return calls


def _rows(grads: Any) -> list[int] | None:
    if not isinstance(grads, dict) or np.ndim(grads.get("W1")) != 2:
        return None
    return np.flatnonzero(np.any(grads["W1"], axis=1)).tolist()


def _python_function(value: Any) -> FunctionType | None:
    """The function behind partials, wrappers, methods and objects that can be called."""
    for _ in range(100):
        if isinstance(value, functools.partial):
            value = value.func
        elif hasattr(value, "__wrapped__"):
            value = value.__wrapped__
        elif inspect.ismethod(value):
            value = value.__func__
        elif isinstance(value, FunctionType):
            return value
        else:
            value = type(value).__call__
    return None
