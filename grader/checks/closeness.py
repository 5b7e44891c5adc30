"""Shapes and values of one result, and whole numbers in a range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.diagnosis import Case, explain
from grader.checks.received import Numbers, received
from grader.checks.wording import index_text, number_text, shape_text
from grader.judge.verdict import CheckFailure

DETAIL_ENTRIES = 8


def check_shape(actual: object, expected_shape: Sequence[int], *, name: str) -> None:
    """The result is an array (or a number, shape ()) of exactly this shape."""
    array = received(actual, name)
    due = tuple(expected_shape)
    if array.shape != due:
        hint = ""
        if _without_ones(array.shape) == _without_ones(due) and array.ndim != len(due) and due:
            hint = "an axis of length 1 is missing: by a squeeze, an index, or a sum without keepdims=True?"
            if array.ndim > len(due):
                hint = "there is an axis of length 1 too many: a keepdims=True, or [:, None]?"
        raise CheckFailure(
            f"{name} has shape {shape_text(array.shape)}, expected {shape_text(due)}",
            hint=hint,
            cause="shape",
            evidence=_shapes(array.shape, due, name),
        )


def _without_ones(shape: Sequence[int]) -> list[int]:
    return [length for length in shape if length != 1]


def check_finite(actual: object, *, name: str) -> None:
    """Every entry is a finite number."""
    array = received(actual, name)
    bad = ~np.isfinite(array)
    if not bad.any():
        return
    what = "nan" if np.isnan(array[bad]).all() else "infinite" if np.isinf(array[bad]).all() else "nan or infinite"
    if array.ndim == 0:
        message = f"{name} is {what}"
    else:
        first = np.unravel_index(int(np.argmax(bad)), array.shape)
        message = f"{name} is {what} at {int(bad.sum()):,} of {array.size:,} entries, first at {index_text(first)}"
    hint = f"{name} is {what}: does an exp overflow, a log see 0, or a division meet 0?"
    raise CheckFailure(message, hint=hint, cause="not finite")


def check_integers(actual: object, *, name: str, low: int, high: int) -> None:
    """Every entry is of an integer type and low ≤ entry ≤ high.

    An empty array has no entry that is wrong, and passes whatever its type: how many there must be, check_shape asks.
    """
    array = received(actual, name)
    if array.dtype.kind not in "iu" and array.size:
        hint = ""
        if array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.round(array)).all():
            hint = f"{name} holds whole numbers, but of a floating-point type: .astype(int) makes integers of them"
        raise CheckFailure(f"{name} has dtype {array.dtype}, expected integers", hint=hint, cause="dtype")
    outside = (array < low) | (array > high)
    if outside.any():
        first = np.unravel_index(int(np.argmax(outside)), array.shape)
        where = f" at {index_text(first)}" if array.ndim else ""
        raise CheckFailure(
            f"{name} must lie between {low} and {high}, got {number_text(array[first])}{where}", cause="range"
        )


def check_close(
    actual: object,
    expected: object,
    *,
    name: str,
    rtol: float = 1e-5,
    atol: float = 1e-7,
    sizes: Mapping[str, int] = {},
    likely: Mapping[str, Callable[[], object]] = {},
) -> None:
    """The result has the expected shape, and |actual − expected| ≤ atol + rtol·max(|actual|, |expected|) everywhere.

    `sizes` names the sizes at hand ({"batch": 5, "K": 3}), so that a wrong factor can be explained by one of them.
    `likely`: typical mistakes of this very function, in the words of a hint, and what each would lead to.
    """
    array = received(actual, name)
    wanted = received(expected, "expected")
    failure = compare(Case(array, wanted, name=name, rtol=rtol, atol=atol, sizes=sizes))
    if failure is None:
        return
    for hint, value in likely.items():
        case = Case(array, received(value(), "expected"), name=name, rtol=rtol, atol=atol, sizes=sizes)
        if compare(case) is None:
            raise CheckFailure(
                failure.message, hint=hint, detail=failure.detail, cause="likely mistake", evidence=failure.evidence
            )
    raise failure


def compare(case: Case) -> CheckFailure | None:
    """The failure that a mismatch of the two makes, with its diagnosis; None when they agree."""
    if case.actual.shape == case.expected.shape and not case.wrong.any():
        return None
    finding = explain(case)
    evidence: Mapping[str, Any] = {}
    if case.actual.shape != case.expected.shape:
        evidence = _shapes(case.actual.shape, case.expected.shape, case.name)
        message = f"{case.name} has shape {shape_text(case.actual.shape)}, expected {shape_text(case.expected.shape)}"
    elif case.actual.dtype.kind == "c" and case.expected.dtype.kind != "c":
        message = f"{case.name} holds complex numbers, expected real ones"
    else:
        evidence = _differences(case)
        message = _values_message(case)
    detail = _detail(case)
    if finding is None:
        cause = "shape" if case.actual.shape != case.expected.shape else ""
        return CheckFailure(message, detail=detail, cause=cause, evidence=evidence)
    return CheckFailure(
        message,
        hint=f"{case.name} {finding.says}",
        detail="\n".join(text for text in (finding.detail, detail) if text),
        cause=finding.cause,
        evidence=evidence,
    )


def _shapes(actual: Sequence[int], expected: Sequence[int], name: str) -> dict[str, Any]:
    return {"shape": {"name": name, "got": list(map(int, actual)), "expected": list(map(int, expected))}}


def _differences(case: Case) -> dict[str, Any]:
    """The first entries that differ; which of it is told to whom is the feedback policy's business."""
    wrong = np.argwhere(case.wrong)
    entries = [
        {
            "at": [int(part) for part in (index if case.places is None else case.places[index[0]])],
            "got": number_text(case.actual[index]),
            "expected": number_text(case.expected[index]),
        }
        for index in map(tuple, wrong[:DETAIL_ENTRIES])
    ]
    told = {"name": case.name, "wrong": len(wrong), "of": int(case.actual.size), "entries": entries}
    return {"differences": told}


def _values_message(case: Case) -> str:
    if case.actual.ndim == 0:
        return f"{case.name} is wrong: got {number_text(case.actual[()])}"
    count = int(case.wrong.sum())
    first: tuple[Any, ...] = np.unravel_index(int(np.argmax(case.wrong)), case.actual.shape)
    entries = "entries" if case.places is None else "entries looked at"
    share = "every entry" if count == case.actual.size else f"{count:,} of {case.actual.size:,} {entries}"
    return f"{case.name} is wrong at {share}, first at {_place(case, first)}: got {number_text(case.actual[first])}"


def _place(case: Case, index: tuple[Any, ...]) -> str:
    return index_text(index if case.places is None else case.places[index[0]])


def _detail(case: Case) -> str:
    if case.actual.shape != case.expected.shape:
        return f"expected begins {_beginning(case.expected)}, got {_beginning(case.actual)}"
    wrong = np.argwhere(case.wrong)
    lines = []
    for index in map(tuple, wrong[:DETAIL_ENTRIES]):
        due, got = number_text(case.expected[index]), number_text(case.actual[index])
        lines.append(f"{_place(case, index) if index else 'value'}: expected {due}, got {got}")
    if len(wrong) > DETAIL_ENTRIES:
        lines.append(f"and {len(wrong) - DETAIL_ENTRIES:,} more")
    return "\n".join(lines)


def _beginning(array: Numbers) -> str:
    entries = [number_text(value) for value in array.reshape(-1)[:DETAIL_ENTRIES]]
    return f"[{', '.join(entries)}{', …' if array.size > DETAIL_ENTRIES else ''}]"
