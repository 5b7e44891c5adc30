"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

import copy
from collections.abc import Callable
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
def run_read_only(function: Callable[..., Any], *arguments: Any) -> None:
    """The same, for a result that is nobody else's affair."""
    read_only(function, *arguments)


@probe
def two_calls(function: Callable[..., Any], arguments: Any, others: Any) -> tuple[Any, Any, Any]:
    """What the function gives for read-only arguments, the same after a call with others, and what that call gives."""
    first = read_only(function, *arguments)
    kept = copy.deepcopy(first)
    other = read_only(function, *others)
    return kept, first, other


@probe
def gradients_read_only(
    forward: Callable[..., Any], backward: Callable[..., Any], params: Any, x: Any, others: Any, y: Any
) -> tuple[Any, Any]:
    """What backpropagation gives when parameters, images and labels are read-only all the way, at once and after other
    images."""
    params, x, others, y = _frozen(params), _frozen(x), _frozen(others), _frozen(y)
    grads = backward(params, forward(params, x), x, y)
    kept = copy.deepcopy(grads)
    backward(params, forward(params, others), others, y)
    return kept, grads
