"""Submissions that have the right form and no content: what they earn is what a hidden test gives away."""

from __future__ import annotations

from grader.course import Assignment

_WRAPPER = """

import copy as _copy
import inspect as _inspect
import sys as _sys
import types as _types

import numpy as _np


def _map(value, change):
    if isinstance(value, dict):
        return {key: _map(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_map(item, change) for item in value)
    if isinstance(value, _types.GeneratorType):
        return (_map(item, change) for item in value)
    if isinstance(value, getattr(getattr(_sys.modules.get("torch"), "nn", None), "Module", ())):
        # what it computes, and what it was given to begin with, is its content
        with _sys.modules["torch"].no_grad():
            for number in (*value.parameters(), *value.buffers()):
                number.copy_(_map(number, change))
        value.register_forward_hook(_DegenerateOutput(change))
        return value
    if isinstance(value, getattr(_sys.modules.get("torch"), "Tensor", ())):
        return value.new_tensor(change(value.detach().numpy()))
    return change(_np.asarray(value)) if isinstance(value, (int, float, _np.generic, _np.ndarray)) else value


class _DegenerateOutput:  # not a closure: modules are copied
    def __init__(self, change):
        self.change = change

    def __call__(self, module, given, output):
        return output * 0 + _map(output, self.change)


def _copied(value):
    # what the function is there to change is changed in a copy, where that can be had
    try:
        return _copy.deepcopy(value)
    except Exception:
        return value


def _degenerate(function):
    # its own object, class or context is no answer
    passed = 1 if next(iter(_inspect.signature(function).parameters), "") in ("self", "cls", "ctx") else 0

    def replaced(*arguments, **keywords):
        given = [*arguments[passed:], *keywords.values()]
        arguments = (*arguments[:passed], *map(_copied, arguments[passed:]))
        keywords = {key: _copied(value) for key, value in keywords.items()}
        return %(answer)s

    return replaced


def _degenerate_class(kind):
    for name, method in list(vars(kind).items()):
        if name.startswith("_") and name not in ("__call__", "__iter__"):
            continue
        if isinstance(method, (staticmethod, classmethod)):
            setattr(kind, name, type(method)(_degenerate(method.__func__)))
        elif callable(method):
            setattr(kind, name, _degenerate(method))
    return kind


_noise = _np.random.default_rng(0)
for _name in %(functions)r:
    _found = globals()[_name]
    globals()[_name] = _degenerate_class(_found) if isinstance(_found, type) else _degenerate(_found)
"""

ANSWERS = {
    "zeros": "_map(function(*arguments, **keywords), _np.zeros_like)",
    "the first argument": "given[0] if given else None",
    "random": (
        "_map(function(*arguments, **keywords), lambda array: _noise.random(array.shape).astype(array.dtype)[()])"
    ),
}


def degenerates(assignment: Assignment) -> dict[str, str]:
    """Name → source: what the reference's functions and methods return replaced by zeros, the first argument, noise.

    Of a class, what is needed to make an object and its operators stay.
    """
    reference = assignment.reference_file.read_text(encoding="utf-8")
    functions = assignment.settings.functions
    return {name: reference + _WRAPPER % {"answer": answer, "functions": functions} for name, answer in ANSWERS.items()}
