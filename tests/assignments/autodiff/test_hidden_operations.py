"""Operations entry by entry and products, by hand: forward, then backward with a random gradient.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                            | test                                           |
| --------------------------------------------------- | ---------------------------------------------- |
| unbroadcast: sums over broadcast axes               | test_unbroadcast_sums_over_broadcast_axes      |
| Add, Subtract, Multiply, Divide                     | test_add … test_divide                         |
| Power: gradient of b where a > 0                    | test_power                                     |
| MatMul: matrices; vectors on either side; stacks    | test_matmul, …_of_vectors, …_of_stacks         |
| Exp, Log, ReLU                                      | test_exp, test_log, test_relu                  |
| Sigmoid, LogSoftmax: entries of any size            | test_sigmoid_of_large_entries,                 |
|                                                     | test_log_softmax_of_large_entries              |
| LogSoftmax: last axis, any number of axes           | test_log_softmax                               |
| a batch of one                                      | test_log_softmax, test_matmul                  |

Values are compared at a tolerance that float32 arithmetic keeps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape
from grader.judge import points

PART = "Operations"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}


@points(2, part=PART, of="unbroadcast")
def test_unbroadcast_sums_over_broadcast_axes(submission, reference, rng):
    """unbroadcast: sums over new axes and over stretched ones, and gives the shape asked for"""
    cases = (((3, 4), (4,)), ((3, 4), (3, 1)), ((3, 4), (1, 4)), ((2, 3), ()), ((2, 3, 4), (1,)), ((3, 4), (3, 4)))
    more = (((2, 3, 4), (1, 3, 1)), ((3, 1), (3, 1)), ((3, 1), (1, 1)), ((5, 3, 3), (3, 1)))
    for large, small in (*cases, ((2, 5, 3, 4), (5, 1, 4)), *more):
        grad = rng.normal(size=large)
        name = f"unbroadcast from {large} to {small}"
        check_close(submission.unbroadcast(grad, small), reference.unbroadcast(grad, small), name=name, **CLOSE)


@points(1, part=PART, of="Add")
def test_add(by_hand, rng):
    """Add: value and both gradients"""
    for shape in ((3, 4), (5,), ()):
        by_hand.check("Add", rng.normal(size=(2, *shape)))


@points(1, part=PART, of="Subtract")
def test_subtract(by_hand, rng):
    """Subtract: value and both gradients"""
    for shape in ((3, 4), (5,), ()):
        by_hand.check("Subtract", rng.normal(size=(2, *shape)))


@points(1, part=PART, of="Multiply")
def test_multiply(by_hand, rng):
    """Multiply: value and both gradients"""
    hints = [("a and b are swapped", lambda a, b, _y, grad: (grad * a, grad * b))]
    for shape in ((3, 4), (5,), ()):
        by_hand.check("Multiply", rng.normal(size=(2, *shape)), hints=hints)


@points(2, part=PART, of="Divide")
def test_divide(by_hand, rng):
    """Divide: value and both gradients"""
    hints = [
        ("the square of b is missing: it is −a / b²", lambda a, b, _y, grad: (None, -grad * a / b)),
        ("a and b are swapped", lambda a, b, _y, grad: (grad / a, -grad * b / a**2)),
        ("a is missing: it is −a / b²", lambda _a, b, _y, grad: (None, -grad / b**2)),
        ("divide by b, do not multiply", lambda _a, b, _y, grad: (grad * b, None)),
    ]
    for shape in ((3, 4), (5,), ()):
        a, b = rng.normal(size=shape), rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 2.0, shape)
        by_hand.check("Divide", (a, b), hints=hints)
    padded = [("is a small number added to b? It is divided by b itself", lambda a, b: a / (b + 1e-8))]
    by_hand.check("Divide", (rng.normal(size=5), 1e-9 * rng.uniform(0.5, 2.0, 5)), values=padded)


def _gradient_with_padded_logarithm(a, _b, y, grad):
    return None, grad * y * np.log(a + 1e-6)


@points(3, part=PART, of="Power")
def test_power(by_hand, rng):
    """Power: value, the gradient of the base for whole, negative and broken exponents, and that of the exponent"""
    hints = [
        (
            "the exponent becomes smaller by one: b · a^(b − 1)",
            lambda _a, b, y, grad: (grad * b * y, None),
        ),
        ("the factor b is missing: b · a^(b − 1)", lambda a, b, _y, grad: (grad * a ** (b - 1), None)),
        ("b − 1 is the new exponent, the factor is b", lambda a, b, _y, grad: (grad * (b - 1) * a ** (b - 1), None)),
        ("the factor ln a is missing", lambda _a, _b, y, grad: (None, grad * y)),
        ("the factor a^b is missing: a^b · ln a", lambda a, _b, _y, grad: (None, grad * np.log(a))),
        ("it is ln a, not ln b", lambda _a, b, y, grad: (None, grad * y * np.log(np.maximum(b, 1e-9)))),
        ("no gradient reaches the exponent", lambda _a, b, _y, _grad: (None, np.zeros_like(b))),
    ]
    base = rng.uniform(0.5, 2.0, (3, 4))
    by_hand.check("Power", (base, rng.uniform(-1.5, 2.5, (3, 4))), hints=hints)
    for exponent in (0.0, 1.0, 2.0, 3.0, -1.0, 0.5):
        by_hand.check("Power", (base, np.full((3, 4), exponent)), hints=hints)
    padded = ("is a small number added? It is the logarithm of a itself", _gradient_with_padded_logarithm)
    by_hand.check("Power", (1e-6 * base, rng.uniform(0.2, 0.5, (3, 4))), hints=[*hints, padded])
    signed = rng.choice([-1.0, 1.0], (3, 4)) * base
    for exponent in (-1.0, 1.0, 2.0, 3.0):
        name = f"Power.backward of negative numbers to the power of {exponent:g}: gradient of a"
        if exponent > 0:
            signed[0], name = 0.0, name.replace("numbers", "numbers and 0")
        value, backward = by_hand.forward("Power", [signed, np.full((3, 4), exponent)], {})
        check_close(value, signed**exponent, name=f"Power.forward to the power of {exponent:g}", **CLOSE)
        grad = rng.normal(size=(3, 4))
        found = by_hand.gradients(backward, grad, name, 2)[0]
        try:
            check_finite(found, name=name)
            check_close(found, grad * exponent * signed ** (exponent - 1), name=name, **CLOSE)
        except CheckFailure as failure:
            due, aside = grad * exponent * signed ** (exponent - 1), signed != 0
            right = np.shape(found) == due.shape and by_hand.agrees(np.asarray(found)[aside], due[aside])
            hint = "is it right where a is 0? It is b · a^(b − 1), without a division by a" if right else failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail) from failure
    check_mixed_powers(by_hand, signed, base)


def check_mixed_powers(by_hand, signed, base):
    """Bases of both signs beside each other: what counts of an entry does not depend on the others."""
    exponents = np.array([[-1.0, 0.0, 2.0, 3.0], [3.0, -1.0, 0.0, 2.0], [1.5, 2.5, 1.5, 0.5]])
    bases = np.where(exponents % 1, base, np.where(signed == 0, -base, signed))
    bases[2, :2] = 0.0
    value, backward = by_hand.forward("Power", [bases, exponents], {})
    check_close(value, bases**exponents, name="Power.forward of bases of both signs", **CLOSE)
    grad = by_hand.rng.normal(size=(3, 4))
    of_base, of_exponent = by_hand.gradients(backward, grad, "Power.backward of bases of both signs", 2)
    name = "Power.backward of bases of both signs: gradient of a"
    check_finite(of_base, name=name)
    check_close(of_base, grad * exponents * bases ** (exponents - 1), name=name, **CLOSE)
    counts = bases > 0
    logarithms = np.log(np.where(counts, bases, 1.0))
    name = "Power.backward of bases of both signs: gradient of b where a > 0"
    check_shape(of_exponent, (3, 4), name=name)
    due = (grad * np.abs(bases) ** exponents * logarithms)[counts]
    check_close(np.asarray(of_exponent)[counts], due, name=name, **CLOSE)


@points(2, part=PART, of="MatMul")
def test_matmul(by_hand, rng):
    """MatMul: matrices of different sizes, one row and one column among them"""
    for n, k, m in ((3, 4, 5), (1, 4, 2), (5, 2, 1), (2, 1, 3)):
        by_hand.check("MatMul", (rng.normal(size=(n, k)), rng.normal(size=(k, m))))
    hints = [  # of square matrices no shape tells
        ("the other operand is to be transposed", lambda a, b, _y, grad: (grad @ b, a @ grad)),
        ("the two gradients are swapped", lambda a, b, _y, grad: (a.T @ grad, grad @ b.T)),
        ("the order of the product is the other one", lambda a, b, _y, grad: (b.T @ grad, grad @ a.T)),
    ]
    by_hand.check("MatMul", (rng.normal(size=(3, 3)), rng.normal(size=(3, 3))), hints=hints)


@points(1, part=PART, of="MatMul")
def test_matmul_of_vectors(by_hand, rng):
    """MatMul with a vector on either side, and on both"""
    for left, right in (((4,), (4, 3)), ((3, 4), (4,)), ((4,), (4,))):
        arrays = rng.normal(size=left), rng.normal(size=right)
        by_hand.check("MatMul", arrays)
        value, backward = by_hand.forward("MatMul", arrays, {})
        grad, name = rng.normal(size=np.shape(value)), f"MatMul.backward of {left} and {right}"
        first, again = (by_hand.gradients(backward, grad, name, 2) for _ in range(2))
        for one, other in zip(first, again, strict=True):
            check_close(other, one, name=f"{name}, called again", **CLOSE)


@points(1, part=PART, of="MatMul")
def test_matmul_of_stacks(by_hand, rng):
    """MatMul of stacks of matrices"""
    by_hand.check("MatMul", (rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 4, 5))))
    by_hand.check("MatMul", (rng.normal(size=(3, 2, 1, 4)), rng.normal(size=(3, 2, 4, 5))))


@points(1, part=PART, of="Exp")
def test_exp(by_hand, rng):
    """Exp: value and gradient, also where they are large"""
    hints = [
        ("it is exp(x), not x", lambda x, _y, grad: grad * x),
        ("it is exp(x), not exp(exp(x))", lambda _x, y, grad: grad * np.exp(y)),
        ("the derivative exp(x) is missing", lambda _x, _y, grad: grad),
    ]
    for shape in ((3, 4), (5,), (3, 1), ()):
        by_hand.check("Exp", (rng.normal(size=shape),), hints=hints)
    clipped = [("is x clipped? The exponential of 60 is no number too large", lambda x: np.exp(np.minimum(x, 20.0)))]
    by_hand.check("Exp", (rng.uniform(30.0, 60.0, 5),), values=clipped)


@points(1, part=PART, of="Log")
def test_log(by_hand, rng):
    """Log: value and gradient, exact also for small numbers"""
    hints = [
        ("divide by x, do not multiply", lambda x, _y, grad: grad * x),
        ("it is 1 / x, not 1 / log(x)", lambda _x, y, grad: grad / y),
    ]
    raised = [("is x clamped, or a small number added? It is the logarithm of x itself", lambda x: np.log(x + 1e-12))]
    for low, high in ((0.5, 3.0), (1e-20, 1e-18)):
        for shape in ((3, 4), (5,), (3, 1), ()):
            by_hand.check("Log", (rng.uniform(low, high, shape),), hints=hints, values=raised)


@points(1, part=PART, of="ReLU")
def test_relu(by_hand, rng):
    """ReLU: value and gradient, and a derivative from 0 to 1 at 0"""
    hints = [
        ("the mask is that of x, not of grad", lambda _x, _y, grad: grad * (grad > 0)),
        ("the mask is missing: no gradient where x < 0", lambda _x, _y, grad: grad),
        ("the mask is inverted", lambda x, _y, grad: grad * (x < 0)),
        ("it is the mask, not x itself", lambda _x, y, grad: grad * y),
    ]
    reduced = [("np.max reduces along an axis: it is np.maximum", lambda x: x.max(axis=0))]
    for shape in ((3, 4), (2, 3, 5), (7,), (3, 1)):
        x = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 2.0, shape)
        by_hand.check("ReLU", (x,), hints=hints, values=reduced)
    value, backward = by_hand.forward("ReLU", [np.zeros((2, 3))], {})
    check_close(value, np.zeros((2, 3)), name="ReLU.forward of zeros", **CLOSE)
    grad = rng.normal(size=(2, 3))
    (found,) = by_hand.gradients(backward, grad, "ReLU.backward of zeros", 1)
    check_shape(found, (2, 3), name="ReLU.backward of zeros")
    share = np.asarray(found) / grad
    if not ((share > -1e-6) & (share < 1 + 1e-6)).all():
        raise CheckFailure("ReLU.backward of zeros is not between 0 and 1 times grad", cause="kink")


@points(1, part=PART, of="Sigmoid")
def test_sigmoid(by_hand, reference, rng):
    """Sigmoid: value and gradient"""
    s = reference.Sigmoid.forward
    hints = [
        ("y (1 − y) is of the value y, not of x", lambda x, _y, grad: grad * x * (1 - x)),
        ("the sigmoid is applied twice: y is the value already", lambda _x, y, grad: grad * s({}, y) * (1 - s({}, y))),
        ("the factor 1 − y is missing", lambda _x, y, grad: grad * y),
        ("the factor y is missing", lambda _x, y, grad: grad * (1 - y)),
    ]
    for shape in ((3, 4), (5,), (3, 1), ()):
        by_hand.check("Sigmoid", (rng.normal(0, 2, size=shape),), hints=hints)


@points(1, part=PART, of="Sigmoid")
def test_sigmoid_of_large_entries(by_hand, rng):
    """Sigmoid of entries around 1000 and −1000: finite and right, and so is its gradient"""
    x = np.array([1000.0, -1000.0, 40.0, -40.0, 0.0])
    value, backward = by_hand.forward("Sigmoid", [x], {})
    name = "Sigmoid.forward of (1000, −1000, 40, −40, 0)"
    check_finite(value, name=name)
    check_close(value, np.array([1.0, 0.0, 1.0, np.exp(-40.0), 0.5]), name=name, **CLOSE)
    grad = rng.normal(size=5)
    (found,) = by_hand.gradients(backward, grad, "Sigmoid.backward of large entries", 1)
    check_finite(found, name="Sigmoid.backward of large entries")
    check_close(found, grad * [0, 0, 0, 0, 0.25], name="Sigmoid.backward of large entries", **CLOSE)


@points(2, part=PART, of="LogSoftmax")
def test_log_softmax(by_hand, rng):
    """LogSoftmax: value and gradient along the last axis, for any number of axes and a batch of one"""
    hints = [
        ("the sum of grad along the axis is missing: grad − p · Σ grad", lambda _x, y, grad: grad - np.exp(y)),
        ("each entry depends on all of its row: grad − p · Σ grad", lambda _x, y, grad: grad * (1 - np.exp(y))),
        ("that is the gradient of the softmax, without the logarithm", of_softmax),
        ("grad is summed over everything, not along the last axis", lambda _x, y, grad: grad - np.exp(y) * grad.sum()),
        ("grad is summed over the first axis, not the last", lambda _x, y, grad: grad - np.exp(y) * grad.sum(axis=0)),
        ("the gradient goes through as it came: − p · Σ grad is missing", lambda _x, _y, grad: grad),
        ("it is the mean of grad, not the sum", lambda _x, y, grad: grad - np.exp(y) * grad.mean(-1, keepdims=True)),
        ("p is exp of the value, not the value itself", lambda _x, y, grad: grad - y * grad.sum(-1, keepdims=True)),
    ]
    for shape in ((5, 3), (1, 4), (2, 3, 5), (4,), (3, 1)):
        x = rng.normal(0, 2, shape)
        by_hand.check("LogSoftmax", (x,), sizes={"K": shape[-1]}, hints=hints, values=OTHER_AXES)


def along(x, axis):
    return x - np.log(np.exp(x).sum(axis=axis, keepdims=True)) if axis is None or axis < x.ndim else None


OTHER_AXES = [
    (f"it is computed along {words}: the last axis is asked for", lambda x, axis=axis: along(x, axis))
    for words, axis in (("axis 0", 0), ("axis 1", 1), ("all axes", None))
]


def of_softmax(_x, y, grad):
    p = np.exp(y)
    return p * (grad - (grad * p).sum(axis=-1, keepdims=True))


@points(1, part=PART, of="LogSoftmax")
def test_log_softmax_of_large_entries(by_hand, reference, rng):
    """LogSoftmax of entries around ±1000, in rows far apart as well: exact, and so is its gradient"""
    for x in (
        np.array([[1000.0, 0.0, -1000.0]]),
        np.array([-1000.0, 1000.0, 999.0]),
        rng.normal(size=(3, 4)) + np.array([[1000.0], [0.0], [-1000.0]]),
        rng.normal(size=(2, 3, 4)) + 1000.0 * np.arange(-1, 2)[:, np.newaxis],
    ):
        ctx: dict[str, Any] = {}
        value, backward = by_hand.forward("LogSoftmax", [x], {})
        check_finite(value, name="LogSoftmax.forward of large entries")
        expected = reference.LogSoftmax.forward(ctx, x)
        check_close(value, expected, name="LogSoftmax.forward of large entries", rtol=1e-4, atol=1e-3)
        grad = rng.normal(size=x.shape)
        (found,) = by_hand.gradients(backward, grad, "LogSoftmax.backward of large entries", 1)
        wanted = reference.LogSoftmax.backward(ctx, grad)
        check_close(found, wanted, name="LogSoftmax.backward of large entries", rtol=1e-3, atol=1e-3)
