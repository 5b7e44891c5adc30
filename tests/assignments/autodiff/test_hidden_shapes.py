"""Reductions and changes of shape, by hand; and what operations do beside computing.

| sentence                                            | test                                              |
| --------------------------------------------------- | ------------------------------------------------- |
| axis: None, int, tuple, negative; keepdims; what    | test_sum, test_mean, test_max                     |
| they are when not given                             |                                                   |
| Max: equal entries share what came                  | test_max_of_equal_entries                         |
| Reshape: −1; Transpose: None, from the end          | test_reshape, test_transpose                      |
| arrays stay as they are, may be read-only           | test_operations_are_pure                          |
| backward may be called more than once               | test_backward_of_an_operation_can_be_called_twice |
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Operations"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}


AXES: tuple[Any, ...] = (None, 0, 1, 2, -1, -2, (0, 2), (-1, 0), (2, 0), (-2, -1), (-1, -3), (1,), (0, 1, 2))


def check_reduction(by_hand, name):
    """Every kind of axis, with keepdims and without, of three different lengths."""
    reference, rng = by_hand.reference, by_hand.rng
    x = rng.normal(size=(2, 3, 5))
    for axis in AXES:
        for keepdims in (False, True):
            constants = {"axis": axis, "keepdims": keepdims}
            ctx: dict[str, Any] = {}
            total = reference.Sum.forward(ctx, x, **constants)
            hints = likely_reductions(name, lambda grad, ctx=ctx: reference.Sum.backward(ctx, grad), total.size)
            by_hand.check(name, (x,), constants, hints=hints)
    by_hand.check(name, (rng.normal(size=(1, 4)),), {"axis": 0, "keepdims": False})
    by_hand.check(name, (rng.normal(),), {"axis": None, "keepdims": False})
    for constants in ({}, {"axis": 1}, {"keepdims": True}):
        check_defaults(by_hand, name, x, constants)


def check_defaults(by_hand, name, x, constants):
    """The value where a constant, or both, are not given."""
    value, _ = by_hand.forward(name, [x], constants)
    due = getattr(by_hand.reference, name).forward({}, x, **constants)
    said = ", ".join([f"{name}.forward of {x.shape}", *(f"{key}={given}" for key, given in constants.items())])
    try:
        check_close(value, due, name=said, **CLOSE)
    except CheckFailure as failure:
        hint = "is a constant that is not given what the statement says, axis=None (all axes) and keepdims=False?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="defaults") from failure


def likely_reductions(name, spread, groups):
    """Gradients that mistakes in the operation give; `spread` takes one back to the operand's shape."""
    if name == "Mean":
        return [
            ("every entry gets the whole gradient: the division by n is missing", lambda _x, _y, grad: spread(grad)),
            ("n is the number of entries along the axis, not of all", lambda x, _y, grad: spread(grad) / x.size),
            ("the division by n is done twice", lambda x, _y, grad: spread(grad) / (x.size / groups) ** 2),
            ("n is the number of entries along the axis, not of the first", lambda x, _y, grad: spread(grad) / len(x)),
        ]
    if name == "Max":
        return [
            ("every entry gets the gradient: only the largest is to", lambda _x, _y, grad: spread(grad)),
            ("the largest of all gets it, not that of each slice", lambda x, _y, grad: spread(grad) * (x == x.max())),
        ]
    return []


@points(1.5, part=PART, of="Sum")
def test_sum(by_hand):
    """Sum over all axes, one, several, counted from either end; with keepdims and without"""
    check_reduction(by_hand, "Sum")


@points(1.5, part=PART, of="Mean")
def test_mean(by_hand):
    """Mean over all axes, one, several, counted from either end; with keepdims and without"""
    check_reduction(by_hand, "Mean")


@points(1.5, part=PART, of="Max")
def test_max(by_hand):
    """Max over all axes, one, several, counted from either end; with keepdims and without"""
    check_reduction(by_hand, "Max")


@points(0.5, part=PART, of="Max")
def test_max_of_equal_entries(by_hand, rng):
    """Max of entries that are equally large: they share the gradient, in all as much as came, and no other gets any"""
    # of the last row one alone is largest, if only just
    x = np.array([[1.0, 3.0, 3.0, -2.0], [5.0, 5.0, 5.0, 5.0], [5.0, 4.99999, 1.0, 1.0]])
    for axis in (1, None, (0, 1)):
        _, backward = by_hand.forward("Max", [x], {"axis": axis, "keepdims": False})
        grad = rng.uniform(0.5, 2.0, 3 if axis == 1 else ())
        name = f"Max.backward, axis={axis}, "
        (found,) = by_hand.gradients(backward, grad, "Max.backward", 1)
        check_shape(found, (3, 4), name=f"{name}of equal entries")
        check_finite(found, name=f"{name}of equal entries")
        shares, largest = np.asarray(found), x == x.max(axis=axis, keepdims=True)
        try:
            check_close(shares[~largest], np.zeros((~largest).sum()), name=f"{name}of entries not largest", **CLOSE)
        except CheckFailure as failure:
            near = "does an entry that is nearly as large get a share? Only those that are equal do"
            hint = near if abs(shares[2, 1]) > 1e-4 else failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="ties") from failure
        try:
            check_close(shares.sum(axis=axis), grad, name=f"{name}summed over equally large entries", **CLOSE)
        except CheckFailure as failure:
            each = by_hand.agrees(shares.sum(axis=axis), largest.sum(axis=axis) * grad)
            hint = "does each of them get the whole gradient? They are to share it" if each else ""
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="ties") from failure
    x = rng.integers(0, 2, (2, 3, 4)).astype(float)
    for axis in (0, -1, (0, 2), (1, 2)):
        for keepdims in (False, True):
            check_shares(by_hand, x, axis, keepdims)


def check_shares(by_hand, x, axis, keepdims):
    """Entries that are equally large share the gradient, in all as much as came."""
    value, backward = by_hand.forward("Max", [x], {"axis": axis, "keepdims": keepdims})
    grad = by_hand.rng.uniform(0.5, 2.0, np.shape(value))
    name = f"Max.backward of {x.shape}, axis={axis}, keepdims={keepdims}"
    (found,) = by_hand.gradients(backward, grad, name, 1)
    check_shape(found, x.shape, name=name)
    shares, largest = np.asarray(found), x == x.max(axis=axis, keepdims=True)
    check_close(shares * ~largest, np.zeros(x.shape), name=f"{name}, of entries not largest", **CLOSE)
    summed = shares.sum(axis=axis, keepdims=keepdims)
    check_close(summed, grad, name=f"{name}, summed over equally large entries", **CLOSE)


@points(1, part=PART, of="Reshape")
def test_reshape(by_hand, rng):
    """Reshape: other shapes, −1 for a length, and back"""
    for shape, other in (((2, 6), (3, 4)), ((2, 6), (12,)), ((2, 6), (4, -1)), ((5,), (5, 1, 1)), ((1, 1), ())):
        by_hand.check("Reshape", (rng.normal(size=shape),), {"shape": other})


@points(2, part=PART, of="Transpose")
def test_transpose(by_hand, rng):
    """Transpose: any order of three axes, counted from either end, and None for the reverse"""
    x = rng.normal(size=(2, 3, 5))
    orders = ((0, 1, 2), (1, 0, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0), (2, 0, 1))
    for axes in (*orders, (-1, 0, 1), (1, -1, 0), (-2, -3, -1), None):
        try:
            by_hand.check("Transpose", (x,), {"axes": axes})
        except CheckFailure as failure:
            if "backward" not in failure.message:
                raise
            hint = "the way back is the inverse of the permutation, which for three axes may be another one"
            if axes == (0, 1, 2):  # a permutation that is its own inverse, and changes nothing
                hint = failure.hint
            elif axes is not None and min(axes) < 0:
                hint = "axes counted from the end: argsort needs them counted from the beginning (axis % ndim)"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="permutation") from failure
    by_hand.check("Transpose", (rng.normal(size=(3, 4)),), {"axes": None})


EXAMPLES: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("Add", 2, {}),
    ("Subtract", 2, {}),
    ("Multiply", 2, {}),
    ("Divide", 2, {}),
    ("Power", 2, {}),
    ("MatMul", 2, {}),
    ("Exp", 1, {}),
    ("Log", 1, {}),
    ("ReLU", 1, {}),
    ("Sigmoid", 1, {}),
    ("LogSoftmax", 1, {}),
    ("Sum", 1, {"axis": 1, "keepdims": True}),
    ("Mean", 1, {"axis": 0, "keepdims": False}),
    ("Max", 1, {"axis": (0, 1), "keepdims": False}),
    ("Reshape", 1, {"shape": (16,)}),
    ("Transpose", 1, {"axes": (1, 0)}),
)


def example(reference, rng, name, count, constants):
    """Operands of four rows and columns, of both signs where that is allowed; a gradient of the value's shape."""
    arrays = [rng.permutation(np.linspace(0.5, 2.0, 16)).reshape(4, 4) for _ in range(count)]
    if name not in ("Divide", "Power", "Log"):
        arrays = [array - 1.27 for array in arrays]
    value = getattr(reference, name).forward({}, *arrays, **constants)
    return arrays, rng.normal(size=value.shape)


OPERATIONS = [name for name, _, _ in EXAMPLES]


@points(1, part=PART, of="Op", needs=OPERATIONS, excuses=False)
def test_operations_are_pure(by_hand, submission, reference, probes, rng):
    """Operations leave their operands and the incoming gradient as they are, and take read-only ones"""
    for name, count, constants in EXAMPLES:
        arrays, grad = example(reference, rng, name, count, constants)
        call = probes.there_and_back(getattr(submission, name), constants)
        value, grads = check_unchanged(call, *arrays, grad, name=name)
        try:
            again, grads_again = probes.read_only(call, *arrays, grad)
        except RemoteError as error:
            raise CheckFailure(
                f"{name} raises {error.student_type} when its arrays are read-only: {error}",
                hint="an in-place operation on an array that was given?",
                cause="read-only",
            ) from error
        check_close(again, value, name=f"{name}.forward of read-only operands", **CLOSE)
        for one, other in zip(by_hand.as_list(grads_again), by_hand.as_list(grads), strict=True):
            check_close(one, other, name=f"{name}.backward of read-only operands", **CLOSE)
        if not any(np.any(np.asarray(one)) for one in by_hand.as_list(grads)):
            raise CheckFailure(f"{name}.backward gives zeros", cause="zero")


@points(1, part=PART, of="Op", needs=OPERATIONS, excuses=False)
def test_backward_of_an_operation_can_be_called_twice(by_hand, reference, rng):
    """The way back can be gone twice, and what an operation keeps belongs to one use of it"""
    for name, count, constants in EXAMPLES:
        arrays, grad = example(reference, rng, name, count, constants)
        _, backward = by_hand.forward(name, arrays, constants)
        first = by_hand.gradients(backward, grad, f"{name}.backward", count)
        hint = "is ctx used up or changed by a call?"
        check_repeated(by_hand, first, backward, grad, f"{name}.backward, called again,", hint)
        others = [array[::-1] ** 2 + 0.1 for array in arrays]
        value, another = by_hand.forward(name, others, constants)
        hint = "is something kept in the class or globally? ctx is the place for it"
        check_repeated(by_hand, first, backward, grad, f"{name}.backward, after another use of the operation,", hint)
        if name in ("Multiply", "Divide", "Power", "Exp", "Log"):  # of others the gradient may well be the same
            found = by_hand.gradients(another, grad, f"{name}.backward", count)
            if by_hand.agrees(found[0], first[0]):
                raise CheckFailure(f"{name}.backward does not depend on the operands", hint=hint, cause="kept")
        check_finite(value, name=f"{name}.forward")


def check_repeated(by_hand, first, backward, grad, name, hint):
    """The same gradients once more."""
    for one, due in zip(by_hand.gradients(backward, grad, name, len(first), hint), first, strict=True):
        try:
            check_close(one, due, name=name, **CLOSE)
        except CheckFailure as failure:
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="kept") from failure
