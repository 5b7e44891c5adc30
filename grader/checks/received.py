"""What a student returned, as an array of numbers; or a CheckFailure that says what it is instead."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.wording import article, clipped
from grader.judge.verdict import CheckFailure

Numbers = npt.NDArray[Any]

MAX_LIST_DEPTH = 32
MAX_ENTRIES = 2**27  # a view can claim any number of entries and hold one
_NUMBERS = (bool, int, float, complex, np.bool_, np.number)


def received(actual: object, name: str) -> Numbers:
    """The value as an ndarray of bool, int, float or complex dtype; 0-d for a single number. Not copied without need.

    Lists and tuples of numbers and torch tensors are taken; a CheckFailure says what anything else is.
    """
    if isinstance(actual, (list, tuple)):
        return _from_list(actual, name)
    tensor = as_tensor(actual)
    if tensor is not None:
        return _from_tensor(tensor, name)
    if isinstance(actual, _NUMBERS):
        return _numeric(np.asarray(actual), name)
    if isinstance(actual, np.ndarray):
        if isinstance(actual, np.ma.MaskedArray):
            actual = np.ma.getdata(actual)
        return _numeric(np.ndarray.view(actual, np.ndarray), name)
    raise _not_numbers(actual, name)


def as_tensor(value: object) -> Any | None:
    """The value if it is a torch tensor. Where torch is not loaded nothing can be one."""
    torch: Any = sys.modules.get("torch")
    kind = getattr(torch, "Tensor", None)
    return value if isinstance(kind, type) and isinstance(value, kind) else None


def is_generator(value: object) -> bool:
    """Whether the value is a random generator, NumPy's or torch's."""
    torch: Any = sys.modules.get("torch")
    kind = getattr(torch, "Generator", None)
    return isinstance(value, np.random.Generator) or (isinstance(kind, type) and isinstance(value, kind))


def is_handle(value: object) -> bool:
    """Whether the value is an object that stayed in the student's process. Where remote is not loaded none can be."""
    remote: Any = sys.modules.get("grader.remote")
    asked = getattr(remote, "is_handle", None)
    return asked is not None and bool(asked(value))


def kind_of(value: object) -> str:
    """What a value is, in the words of a message: "None", "a string", "an object of type Foo"."""
    if value is None:
        return "None"
    for kind, words in (
        (str, "a string"),
        (bytes, "a byte string"),
        (dict, "a dict"),
        (tuple, "a tuple"),
        (list, "a list"),
        (np.ndarray, "an array"),
    ):
        if isinstance(value, kind):
            return words
    if isinstance(value, _NUMBERS):
        return "a number"
    if as_tensor(value) is not None:
        return "a tensor"
    if is_handle(value):
        return "an object that is no array"
    return f"an object of type {clipped(type(value).__name__)}"


def _not_numbers(value: object, name: str) -> CheckFailure:
    hint = ""
    if value is None:
        hint = f"{name} is None: was a return forgotten?"
    elif isinstance(value, dict):
        hint = f"{name} is a dict: is one of its values what was meant, or are the results returned in another order?"
    return CheckFailure(
        f"{name} is {kind_of(value)}, expected numbers", hint=hint, cause="none" if value is None else "type"
    )


def _from_list(value: list[Any] | tuple[Any, ...], name: str) -> Numbers:
    _check_leaves(value, name, 0)
    try:
        array = np.asarray([_plain(item) for item in value])
    except (ValueError, TypeError, OverflowError):
        hint = ""
        if isinstance(value, tuple):
            hint = f"{name} is a tuple of {len(value)}: is only one of them asked for here?"
        raise CheckFailure(
            f"{name} is {kind_of(value)} whose parts have different shapes, so it is no array",
            hint=hint,
            cause="ragged",
        ) from None
    return _numeric(array if len(value) else np.zeros(0), name)


def _plain(item: Any) -> Any:
    if isinstance(item, (list, tuple)):
        return [_plain(part) for part in item]
    tensor = as_tensor(item)
    return item if tensor is None else _from_tensor(tensor, "an entry")


def _check_leaves(value: list[Any] | tuple[Any, ...], name: str, depth: int) -> None:
    if depth > MAX_LIST_DEPTH:
        raise CheckFailure(f"{name} is a list nested more than {MAX_LIST_DEPTH} deep", cause="type")
    for item in value:
        if isinstance(item, (list, tuple)):
            _check_leaves(item, name, depth + 1)
        elif not isinstance(item, (*_NUMBERS, np.ndarray)) and as_tensor(item) is None:
            raise CheckFailure(f"{name} is {kind_of(value)} that holds {kind_of(item)}, expected numbers", cause="type")


def _from_tensor(tensor: Any, name: str) -> Numbers:
    try:
        plain = tensor.detach().cpu()
        if plain.dtype.is_floating_point and plain.element_size() < 4:
            plain = plain.float()  # bfloat16 has no counterpart in NumPy
        return _numeric(np.asarray(plain.resolve_conj().resolve_neg().numpy()), name)
    except (TypeError, RuntimeError, NotImplementedError):
        raise CheckFailure(
            f"{name} is a tensor that has no plain values (sparse, meta or quantised)", cause="type"
        ) from None


def _numeric(array: Numbers, name: str) -> Numbers:
    if array.size > MAX_ENTRIES:
        raise CheckFailure(f"{name} has {array.size:,} entries, too many for any result asked for", cause="size")
    if array.dtype.kind in "biufc":
        return array
    words = {
        "O": "Python objects",
        "U": "strings",
        "S": "byte strings",
        "V": "records",
        "M": "dates",
        "m": "time spans",
    }
    what = words.get(array.dtype.kind, "something else")
    hint = ""
    if array.dtype.kind == "O":
        hint = f"{name} has dtype object: rows of unequal length, None, or numbers too large for an array make one"
    raise CheckFailure(f"{name} is {article('array')} of {what}, expected numbers", hint=hint, cause="dtype")
