"""The operations, one by one and by hand: forward, then backward with a random gradient.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                            | test                                             |
| --------------------------------------------------- | ------------------------------------------------ |
| unbroadcast: sums over broadcast axes               | test_unbroadcast_sums_over_broadcast_axes        |
| Add, Subtract, Multiply, Divide                     | test_add … test_divide                           |
| Power: gradient of b where a > 0                    | test_power                                       |
| MatMul: matrices; vectors on either side; stacks    | test_matmul, …_of_vectors, …_of_stacks           |
| Exp, Log, ReLU                                      | test_exp, test_log, test_relu                    |
| Sigmoid, LogSoftmax: entries of any size            | test_sigmoid…, test_log_softmax…                 |
| LogSoftmax: last axis, any number of axes           | test_log_softmax                                 |
| axis: None, int, tuple, negative; keepdims          | test_sum, test_mean, test_max                    |
| Max: equal entries share what came                  | test_max_of_equal_entries                        |
| Reshape: −1; Transpose: None, from the end          | test_reshape, test_transpose                     |
| a batch of one                                      | test_log_softmax, test_matmul                    |
| arrays stay as they are, may be read-only           | test_operations_are_pure                         |
| backward may be called more than once               | test_backward_of_an_operation_can_be_called_twice |

Values are compared at a tolerance that float32 arithmetic keeps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Operations"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
OPERANDS = "ab"


def check_operation(case, name, arrays, constants=None, sizes=None, hints=()):
    """Value and gradients of one operation, against the reference's with a random gradient.

    `hints`: pairs of words and the gradients that a likely mistake gives, from the arrays, the value and `grad`.
    """
    submission, reference, probes, rng = case
    constants, sizes = constants or {}, sizes or {}
    arrays = [np.asarray(array) for array in arrays]
    said = ", ".join([*(str(array.shape) for array in arrays), *(f"{key}={value}" for key, value in constants.items())])
    value, backward = probes.forward(getattr(submission, name), arrays, constants)
    ctx: dict[str, Any] = {}
    model = getattr(reference, name)
    expected = model.forward(ctx, *arrays, **constants)
    check_close(value, expected, name=f"{name}.forward of {said}", sizes=sizes, **CLOSE)
    grad = rng.normal(size=expected.shape)
    wanted = as_list(model.backward(ctx, grad))
    found = gradients(backward, grad, f"{name}.backward of {said}", len(arrays))
    known = [
        ("the incoming gradient is missing: multiply by grad", as_list(model.backward(ctx, np.ones_like(grad)))),
        *((words, as_list(wrong(*arrays, expected, grad))) for words, wrong in hints),
    ]
    for index, (one, due) in enumerate(zip(found, wanted, strict=True)):
        which = f"{name}.backward of {said}" + (f": gradient of {OPERANDS[index]}" if len(arrays) > 1 else "")
        try:
            check_close(one, due, name=which, sizes=sizes, **CLOSE)
        except CheckFailure as failure:
            for words, wrong in known:
                if wrong[index] is not None and agrees(one, wrong[index]) and not agrees(wrong[index], due):
                    raise CheckFailure(failure.message, hint=words, detail=failure.detail, cause="formula") from failure
            raise


def gradients(backward, grad, name, count):
    """What backward gives, as a list of one gradient for each operand."""
    try:
        found = as_list(backward(grad))
    except RemoteError as error:
        hint = "are the operands transposed, and each on its side?" if name.startswith("MatMul") else ""
        raise CheckFailure(f"{name} raises {error.student_type}: {error}", hint=hint, cause="exception") from error
    if len(found) != count:
        raise CheckFailure(
            f"{name} gives {len(found)} gradients, expected one for each of {count} operands", cause="number"
        )
    return found


def as_list(found):
    return list(found) if isinstance(found, tuple | list) else [found]


def agrees(one, other):
    try:
        check_close(one, other, name="", **CLOSE)
    except CheckFailure:
        return False
    return True


@points(2, part=PART, of="unbroadcast")
def test_unbroadcast_sums_over_broadcast_axes(submission, reference, rng):
    """unbroadcast: sums over new axes and over stretched ones, and gives the shape asked for"""
    cases = (((3, 4), (4,)), ((3, 4), (3, 1)), ((3, 4), (1, 4)), ((2, 3), ()), ((2, 3, 4), (1,)), ((3, 4), (3, 4)))
    for large, small in (*cases, ((2, 5, 3, 4), (5, 1, 4)), ((3, 1), (3, 1)), ((3, 1), (1, 1)), ((5, 3, 3), (3, 1))):
        grad = rng.normal(size=large)
        name = f"unbroadcast from {large} to {small}"
        check_close(submission.unbroadcast(grad, small), reference.unbroadcast(grad, small), name=name, **CLOSE)


@points(1, part=PART, of="Add")
def test_add(submission, reference, probes, rng):
    """Add: value and both gradients"""
    case = submission, reference, probes, rng
    for shape in ((3, 4), (5,), ()):
        check_operation(case, "Add", rng.normal(size=(2, *shape)))


@points(1, part=PART, of="Subtract")
def test_subtract(submission, reference, probes, rng):
    """Subtract: value and both gradients"""
    case = submission, reference, probes, rng
    for shape in ((3, 4), (5,), ()):
        check_operation(case, "Subtract", rng.normal(size=(2, *shape)))


@points(1, part=PART, of="Multiply")
def test_multiply(submission, reference, probes, rng):
    """Multiply: value and both gradients"""
    case = submission, reference, probes, rng
    hints = [("a and b are swapped", lambda a, b, _y, grad: (grad * a, grad * b))]
    for shape in ((3, 4), (5,), ()):
        check_operation(case, "Multiply", rng.normal(size=(2, *shape)), hints=hints)


@points(2, part=PART, of="Divide")
def test_divide(submission, reference, probes, rng):
    """Divide: value and both gradients"""
    case = submission, reference, probes, rng
    hints = [
        ("the square of b is missing: it is −a / b²", lambda a, b, _y, grad: (None, -grad * a / b)),
        ("a and b are swapped", lambda a, b, _y, grad: (grad / a, -grad * b / a**2)),
        ("a is missing: it is −a / b²", lambda _a, b, _y, grad: (None, -grad / b**2)),
        ("divide by b, do not multiply", lambda _a, b, _y, grad: (grad * b, None)),
    ]
    for shape in ((3, 4), (5,), ()):
        a, b = rng.normal(size=shape), rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 2.0, shape)
        check_operation(case, "Divide", (a, b), hints=hints)


@points(3, part=PART, of="Power")
def test_power(submission, reference, probes, rng):
    """Power: value, the gradient of the base for whole, negative and broken exponents, and that of the exponent"""
    case = submission, reference, probes, rng
    hints = [
        (
            "the exponent becomes smaller by one: b · a^(b − 1)",
            lambda _a, b, y, grad: (grad * b * y, None),
        ),
        ("the factor b is missing: b · a^(b − 1)", lambda a, b, _y, grad: (grad * a ** (b - 1), None)),
        ("the factor ln a is missing", lambda _a, _b, y, grad: (None, grad * y)),
        ("the factor a^b is missing: a^b · ln a", lambda a, _b, _y, grad: (None, grad * np.log(a))),
        ("it is ln a, not ln b", lambda _a, b, y, grad: (None, grad * y * np.log(np.maximum(b, 1e-9)))),
        ("no gradient reaches the exponent", lambda _a, b, _y, _grad: (None, np.zeros_like(b))),
    ]
    base = rng.uniform(0.5, 2.0, (3, 4))
    check_operation(case, "Power", (base, rng.uniform(-1.5, 2.5, (3, 4))), hints=hints)
    for exponent in (0.0, 1.0, 2.0, 3.0, -1.0, 0.5):
        check_operation(case, "Power", (base, np.full((3, 4), exponent)), hints=hints)
    signed = rng.choice([-1.0, 1.0], (3, 4)) * base
    for exponent in (2.0, 3.0, -1.0):
        name = f"Power.backward of negative numbers to the power of {exponent:g}: gradient of a"
        value, backward = probes.forward(submission.Power, [signed, np.full((3, 4), exponent)], {})
        check_close(value, signed**exponent, name=f"Power.forward to the power of {exponent:g}", **CLOSE)
        grad = rng.normal(size=(3, 4))
        found = gradients(backward, grad, name, 2)[0]
        check_finite(found, name=name)
        check_close(found, grad * exponent * signed ** (exponent - 1), name=name, **CLOSE)


@points(2, part=PART, of="MatMul")
def test_matmul(submission, reference, probes, rng):
    """MatMul: matrices of different sizes, one row and one column among them"""
    case = submission, reference, probes, rng
    for n, k, m in ((3, 4, 5), (1, 4, 2), (5, 2, 1), (2, 1, 3)):
        check_operation(case, "MatMul", (rng.normal(size=(n, k)), rng.normal(size=(k, m))))
    hints = [  # of square matrices no shape tells
        ("the other operand is to be transposed", lambda a, b, _y, grad: (grad @ b, a @ grad)),
        ("the two gradients are swapped", lambda a, b, _y, grad: (a.T @ grad, grad @ b.T)),
        ("the order of the product is the other one", lambda a, b, _y, grad: (b.T @ grad, grad @ a.T)),
    ]
    check_operation(case, "MatMul", (rng.normal(size=(3, 3)), rng.normal(size=(3, 3))), hints=hints)


@points(1, part=PART, of="MatMul")
def test_matmul_of_vectors(submission, reference, probes, rng):
    """MatMul with a vector on either side, and on both"""
    case = submission, reference, probes, rng
    for left, right in (((4,), (4, 3)), ((3, 4), (4,)), ((4,), (4,))):
        check_operation(case, "MatMul", (rng.normal(size=left), rng.normal(size=right)))


@points(1, part=PART, of="MatMul")
def test_matmul_of_stacks(submission, reference, probes, rng):
    """MatMul of stacks of matrices"""
    case = submission, reference, probes, rng
    check_operation(case, "MatMul", (rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 4, 5))))
    check_operation(case, "MatMul", (rng.normal(size=(3, 2, 1, 4)), rng.normal(size=(3, 2, 4, 5))))


@points(1, part=PART, of="Exp")
def test_exp(submission, reference, probes, rng):
    """Exp: value and gradient"""
    case = submission, reference, probes, rng
    hints = [
        ("it is exp(x), not x", lambda x, _y, grad: grad * x),
        ("it is exp(x), not exp(exp(x))", lambda _x, y, grad: grad * np.exp(y)),
        ("the derivative exp(x) is missing", lambda _x, _y, grad: grad),
    ]
    for shape in ((3, 4), (5,), ()):
        check_operation(case, "Exp", (rng.normal(size=shape),), hints=hints)


@points(1, part=PART, of="Log")
def test_log(submission, reference, probes, rng):
    """Log: value and gradient, exact also for small numbers"""
    case = submission, reference, probes, rng
    hints = [
        ("divide by x, do not multiply", lambda x, _y, grad: grad * x),
        ("it is 1 / x, not 1 / log(x)", lambda _x, y, grad: grad / y),
    ]
    for low, high in ((0.5, 3.0), (1e-6, 1e-4)):
        for shape in ((3, 4), (5,)):
            check_operation(case, "Log", (rng.uniform(low, high, shape),), hints=hints)


@points(1, part=PART, of="ReLU")
def test_relu(submission, reference, probes, rng):
    """ReLU: value and gradient, and a derivative from 0 to 1 at 0"""
    case = submission, reference, probes, rng
    hints = [
        ("the mask is that of x, not of grad", lambda _x, _y, grad: grad * (grad > 0)),
        ("the mask is missing: no gradient where x < 0", lambda _x, _y, grad: grad),
        ("the mask is inverted", lambda x, _y, grad: grad * (x < 0)),
        ("it is the mask, not x itself", lambda _x, y, grad: grad * y),
    ]
    for shape in ((3, 4), (2, 3, 5), (7,)):
        x = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 2.0, shape)
        check_operation(case, "ReLU", (x,), hints=hints)
    value, backward = probes.forward(submission.ReLU, [np.zeros((2, 3))], {})
    check_close(value, np.zeros((2, 3)), name="ReLU.forward of zeros", **CLOSE)
    grad = rng.normal(size=(2, 3))
    (found,) = gradients(backward, grad, "ReLU.backward of zeros", 1)
    check_shape(found, (2, 3), name="ReLU.backward of zeros")
    share = np.asarray(found) / grad
    if not ((share > -1e-6) & (share < 1 + 1e-6)).all():
        raise CheckFailure("ReLU.backward of zeros is not between 0 and 1 times grad", cause="kink")


@points(1, part=PART, of="Sigmoid")
def test_sigmoid(submission, reference, probes, rng):
    """Sigmoid: value and gradient"""
    case = submission, reference, probes, rng
    s = reference.Sigmoid.forward
    hints = [
        ("y (1 − y) is of the value y, not of x", lambda x, _y, grad: grad * x * (1 - x)),
        ("the sigmoid is applied twice: y is the value already", lambda _x, y, grad: grad * s({}, y) * (1 - s({}, y))),
        ("the factor 1 − y is missing", lambda _x, y, grad: grad * y),
        ("the factor y is missing", lambda _x, y, grad: grad * (1 - y)),
    ]
    for shape in ((3, 4), (5,), ()):
        check_operation(case, "Sigmoid", (rng.normal(0, 2, size=shape),), hints=hints)


@points(1, part=PART, of="Sigmoid")
def test_sigmoid_of_large_entries(submission, probes, rng):
    """Sigmoid of entries around 1000 and −1000: finite and right, and so is its gradient"""
    x = np.array([1000.0, -1000.0, 40.0, -40.0, 0.0])
    value, backward = probes.forward(submission.Sigmoid, [x], {})
    name = "Sigmoid.forward of (1000, −1000, 40, −40, 0)"
    check_finite(value, name=name)
    check_close(value, np.array([1.0, 0.0, 1.0, np.exp(-40.0), 0.5]), name=name, **CLOSE)
    grad = rng.normal(size=5)
    (found,) = gradients(backward, grad, "Sigmoid.backward of large entries", 1)
    check_finite(found, name="Sigmoid.backward of large entries")
    check_close(found, grad * [0, 0, 0, 0, 0.25], name="Sigmoid.backward of large entries", **CLOSE)


@points(2, part=PART, of="LogSoftmax")
def test_log_softmax(submission, reference, probes, rng):
    """LogSoftmax: value and gradient along the last axis, for any number of axes and a batch of one"""
    case = submission, reference, probes, rng
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
        sizes = {"K": shape[-1]}
        check_operation(case, "LogSoftmax", (rng.normal(0, 2, shape),), sizes=sizes, hints=hints)


def of_softmax(_x, y, grad):
    p = np.exp(y)
    return p * (grad - (grad * p).sum(axis=-1, keepdims=True))


@points(1, part=PART, of="LogSoftmax")
def test_log_softmax_of_large_entries(submission, reference, probes, rng):
    """LogSoftmax of entries around ±1000, in rows far apart as well: exact, and so is its gradient"""
    for x in (
        np.array([[1000.0, 0.0, -1000.0]]),
        rng.normal(size=(3, 4)) + np.array([[1000.0], [0.0], [-1000.0]]),
    ):
        ctx: dict[str, Any] = {}
        value, backward = probes.forward(submission.LogSoftmax, [x], {})
        check_finite(value, name="LogSoftmax.forward of large entries")
        expected = reference.LogSoftmax.forward(ctx, x)
        check_close(value, expected, name="LogSoftmax.forward of large entries", rtol=1e-4, atol=1e-3)
        grad = rng.normal(size=x.shape)
        (found,) = gradients(backward, grad, "LogSoftmax.backward of large entries", 1)
        wanted = reference.LogSoftmax.backward(ctx, grad)
        check_close(found, wanted, name="LogSoftmax.backward of large entries", rtol=1e-3, atol=1e-3)


AXES: tuple[Any, ...] = (None, 0, 1, 2, -1, -2, (0, 2), (-1, 0), (1,), (0, 1, 2))


def check_reduction(case, name):
    """Every kind of axis, with keepdims and without, of three different lengths."""
    rng = case[3]
    x = rng.normal(size=(2, 3, 5))
    for axis in AXES:
        for keepdims in (False, True):
            check_operation(case, name, (x,), {"axis": axis, "keepdims": keepdims}, sizes={"all": 30, "axis": 5})
    check_operation(case, name, (rng.normal(size=(1, 4)),), {"axis": 0, "keepdims": False})
    check_operation(case, name, (rng.normal(),), {"axis": None, "keepdims": False})


@points(1.5, part=PART, of="Sum")
def test_sum(submission, reference, probes, rng):
    """Sum over all axes, one, several, counted from either end; with keepdims and without"""
    check_reduction((submission, reference, probes, rng), "Sum")


@points(1.5, part=PART, of="Mean")
def test_mean(submission, reference, probes, rng):
    """Mean over all axes, one, several, counted from either end; with keepdims and without"""
    check_reduction((submission, reference, probes, rng), "Mean")


@points(1.5, part=PART, of="Max")
def test_max(submission, reference, probes, rng):
    """Max over all axes, one, several, counted from either end; with keepdims and without"""
    check_reduction((submission, reference, probes, rng), "Max")


@points(0.5, part=PART, of="Max")
def test_max_of_equal_entries(submission, probes, rng):
    """Max of entries that are equally large: they share the gradient, in all as much as came, and no other gets any"""
    x = np.array([[1.0, 3.0, 3.0, -2.0], [0.0, 0.0, 0.0, 0.0], [5.0, 1.0, 1.0, 1.0]])
    _, backward = probes.forward(submission.Max, [x], {"axis": 1, "keepdims": False})
    grad = rng.uniform(0.5, 2.0, 3)
    (found,) = gradients(backward, grad, "Max.backward", 1)
    check_shape(found, (3, 4), name="Max.backward of equal entries")
    check_finite(found, name="Max.backward of equal entries")
    shares = np.asarray(found)
    others = shares[x < x.max(axis=1, keepdims=True)]
    check_close(others, np.zeros_like(others), name="Max.backward of entries that are not largest", **CLOSE)
    try:
        check_close(shares.sum(axis=1), grad, name="Max.backward summed over equally large entries", **CLOSE)
    except CheckFailure as failure:
        hint = "does each of them get the whole gradient? They are to share it"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="ties") from failure


@points(1, part=PART, of="Reshape")
def test_reshape(submission, reference, probes, rng):
    """Reshape: other shapes, −1 for a length, and back"""
    case = submission, reference, probes, rng
    for shape, other in (((2, 6), (3, 4)), ((2, 6), (12,)), ((2, 6), (4, -1)), ((5,), (5, 1, 1)), ((1, 1), ())):
        check_operation(case, "Reshape", (rng.normal(size=shape),), {"shape": other})


@points(2, part=PART, of="Transpose")
def test_transpose(submission, reference, probes, rng):
    """Transpose: any order of three axes, counted from either end, and None for the reverse"""
    case = submission, reference, probes, rng
    x = rng.normal(size=(2, 3, 5))
    orders = ((0, 1, 2), (1, 0, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0), (2, 0, 1))
    for axes in (*orders, (-1, 0, 1), (1, -1, 0), (-2, -3, -1), None):
        try:
            check_operation(case, "Transpose", (x,), {"axes": axes})
        except CheckFailure as failure:
            if "backward" not in failure.message or failure.hint:
                raise
            hint = "the way back is the inverse of the permutation, which for three axes may be another one"
            if axes is not None and min(axes) < 0:
                hint = "axes counted from the end: argsort needs them counted from the beginning (axis % ndim)"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="permutation") from failure
    check_operation(case, "Transpose", (rng.normal(size=(3, 4)),), {"axes": None})


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
    """Operands of four rows and columns, positive and not sorted; and a gradient of the value's shape."""
    arrays = [rng.uniform(0.5, 2.0, (4, 4)) for _ in range(count)]
    value = getattr(reference, name).forward({}, *arrays, **constants)
    return arrays, rng.normal(size=value.shape)


OPERATIONS = [name for name, _, _ in EXAMPLES]


@points(1, part=PART, of="Op", needs=OPERATIONS, excuses=False)
def test_operations_are_pure(submission, reference, probes, rng):
    """Operations leave their operands and the incoming gradient as they are, and take read-only ones"""
    for name, count, constants in EXAMPLES:
        arrays, grad = example(reference, rng, name, count, constants)
        call = probes.there_and_back(getattr(submission, name), constants)
        value, grads = check_unchanged(call, *arrays, grad, name=name)
        again, grads_again = probes.read_only(call, *arrays, grad)
        check_close(again, value, name=f"{name}.forward of read-only operands", **CLOSE)
        for one, other in zip(as_list(grads_again), as_list(grads), strict=True):
            check_close(one, other, name=f"{name}.backward of read-only operands", **CLOSE)
        if not any(np.any(np.asarray(one)) for one in as_list(grads)):
            raise CheckFailure(f"{name}.backward gives zeros", cause="zero")


@points(1, part=PART, of="Op", needs=OPERATIONS, excuses=False)
def test_backward_of_an_operation_can_be_called_twice(submission, reference, probes, rng):
    """The way back can be gone twice, and what an operation keeps belongs to one use of it"""
    for name, count, constants in EXAMPLES:
        arrays, grad = example(reference, rng, name, count, constants)
        _, backward = probes.forward(getattr(submission, name), arrays, constants)
        first = gradients(backward, grad, f"{name}.backward", count)
        check_repeated(first, backward, grad, f"{name}.backward, called again,", "is ctx used up or changed by a call?")
        others = [array[::-1] ** 2 for array in arrays]
        value, another = probes.forward(getattr(submission, name), others, constants)
        hint = "is something kept in the class or globally? ctx is the place for it"
        check_repeated(first, backward, grad, f"{name}.backward, after another use of the operation,", hint)
        if name in ("Multiply", "Divide", "Power", "Exp", "Log"):  # of others the gradient may well be the same
            found = gradients(another, grad, f"{name}.backward", count)
            if agrees(found[0], first[0]):
                raise CheckFailure(f"{name}.backward does not depend on the operands", hint=hint, cause="kept")
        check_finite(value, name=f"{name}.forward")


def check_repeated(first, backward, grad, name, hint):
    """The same gradients once more."""
    for one, due in zip(gradients(backward, grad, name, len(first)), first, strict=True):
        try:
            check_close(one, due, name=name, **CLOSE)
        except CheckFailure as failure:
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="kept") from failure
