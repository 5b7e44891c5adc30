"""Where two nested values differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.checks.received import as_tensor, is_handle, kind_of
from grader.checks.wording import clipped, index_text, shape_text

MAX_DEPTH = 32


def difference(before: Any, after: Any, where: str, *, rtol: float = 0.0, depth: int = 0) -> str:
    """The first place at which the two differ, in words; "" when they are equal. nan equals nan.

    Arrays must agree in shape, and in values to `rtol`; handles and generators are passed over: what they stand for
    cannot be seen from here.
    """
    if depth > MAX_DEPTH or isinstance(before, np.random.Generator) or is_handle(before):
        return ""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _in_mappings(before, after, where, rtol, depth)
    if isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        if len(before) != len(after):
            return f"{where} had {len(before)} items and has {len(after)}"
        pairs = enumerate(zip(before, after, strict=True))
        found = (difference(*pair, f"{where}[{i}]", rtol=rtol, depth=depth + 1) for i, pair in pairs)
        return next((text for text in found if text), "")
    if _is_numeric(before) and _is_numeric(after):
        return _in_numbers(before, after, where, rtol)
    if type(before) is not type(after):
        return f"{where} was {kind_of(before)} and is {kind_of(after)}"
    if before is None or isinstance(before, (str, bytes)):
        return "" if before == after else f"{where} has changed"
    return ""


def _in_mappings(before: Mapping[Any, Any], after: Mapping[Any, Any], where: str, rtol: float, depth: int) -> str:
    for key in before:
        if key not in after:
            return f"{where} has lost its key {clipped(repr(key))}"
    for key in after:
        if key not in before:
            return f"{where} has a new key {clipped(repr(key))}"
    found = (
        difference(before[key], after[key], f"{where}[{clipped(repr(key))}]", rtol=rtol, depth=depth + 1)
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
