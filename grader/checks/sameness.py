"""Where two nested values differ."""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType
from typing import Any

import numpy as np

from grader.checks.received import as_tensor, is_generator, is_handle, kind_of
from grader.checks.wording import clipped, index_text, shape_text
from grader.judge.verdict import CheckFailure

MAX_DEPTH = 32


def difference(
    before: Any, after: Any, where: str, *, rtol: float = 0.0, all_of_it: bool = False, depth: int = 0
) -> str:
    """The first place at which the two differ, in words; "" when they are equal. nan equals nan.

    Arrays must agree in shape, and in values to `rtol`. What cannot be compared from here (handles, generators,
    objects of other types) is passed over; with `all_of_it` it is a CheckFailure.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping) and depth < MAX_DEPTH:
        return _in_mappings(before, after, where, rtol, all_of_it, depth)
    if isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)) and depth < MAX_DEPTH:
        if len(before) != len(after):
            return f"{where} had {len(before)} items and has {len(after)}"
        pairs = enumerate(zip(before, after, strict=True))
        found = (
            difference(*pair, f"{where}[{i}]", rtol=rtol, all_of_it=all_of_it, depth=depth + 1) for i, pair in pairs
        )
        return next((text for text in found if text), "")
    if _is_numeric(before) and _is_numeric(after):
        return _in_numbers(before, after, where, rtol)
    if not all_of_it and (is_handle(before) or is_generator(before)):
        return ""  # what became of it cannot be seen from here, whatever stands there now
    if type(before) is not type(after):
        return f"{where} was {kind_of(before)} and is {kind_of(after)}"
    if before is None or isinstance(before, (str, bytes, slice, EllipsisType)):
        return "" if before == after else f"{where} has changed"
    if all_of_it:
        what = "nested too deeply" if isinstance(before, (Mapping, list, tuple)) else kind_of(before)
        raise CheckFailure(f"{where} is {what}: two of these cannot be compared", cause="type")
    return ""


def _in_mappings(
    before: Mapping[Any, Any], after: Mapping[Any, Any], where: str, rtol: float, all_of_it: bool, depth: int
) -> str:
    for key in before:
        if key not in after:
            return f"{where} has lost its key {clipped(repr(key))}"
    for key in after:
        if key not in before:
            return f"{where} has a new key {clipped(repr(key))}"
    found = (
        difference(
            before[key],
            after[key],
            f"{where}[{clipped(repr(key))}]",
            rtol=rtol,
            all_of_it=all_of_it,
            depth=depth + 1,
        )
        for key in before
    )
    return next((text for text in found if text), "")


def _is_numeric(value: Any) -> bool:
    return isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)) or as_tensor(value) is not None


def _in_numbers(before: Any, after: Any, where: str, rtol: float) -> str:
    first, second = _array(before), _array(after)
    if first.shape != second.shape:
        return f"{where} had shape {shape_text(first.shape)} and has {shape_text(second.shape)}"
    same = first == second
    if first.dtype.kind in "fc" and second.dtype.kind in "fc":
        with np.errstate(all="ignore"):
            same |= np.abs(first - second) <= rtol * np.maximum(np.abs(first), np.abs(second))
        same |= np.isnan(first) & np.isnan(second)
    if same.all():
        return ""
    if first.ndim == 0:
        return f"{where} differs"
    index = np.unravel_index(int(np.argmin(same)), first.shape)
    return f"{where} differs at {int((~same).sum()):,} of {first.size:,} entries, first at {index_text(index)}"


def _array(value: Any) -> Any:
    tensor = as_tensor(value)
    return np.asarray(value if tensor is None else tensor.detach().cpu().numpy())
