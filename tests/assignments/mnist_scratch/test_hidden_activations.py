"""Activations and labels.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                  | test                                          |
| --------------------------------------------------------- | --------------------------------------------- |
| relu: max(0, z) for every entry, any shape, any size      | test_relu_keeps_what_is_positive              |
| relu_grad: 1 above 0, 0 below, between them at 0; shape   | test_relu_grad_is_one_where_z_is_positive     |
| softmax: (K, m) → (K, m), columns are probabilities       | test_softmax_turns_columns_into_probabilities |
| softmax: right around ±1000; none is kept from 0          | test_softmax_of_large_entries                 |
| softmax: independently of the other columns               | test_softmax_of_columns_far_apart             |
| one_hot: (num_classes, m), 1 in the label's row, else 0;  | test_one_hot_marks_the_label                  |
| ten classes by default; an absent label                   |                                               |
| labels: a list, any integer type                          | test_one_hot_takes_labels_in_any_container    |
| m may be 1                                                | in those of softmax and one_hot               |
| no function changes its arguments; they may be read-only; | test_…_is_pure                                |
| global random state is untouched; nothing is kept         |                                               |

Values are compared at a tolerance that float32 arithmetic keeps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points

PART = "Activations and labels"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
EXTREMES = np.array([[0.0, -1e-9, 1e-9, -0.01, 0.01, -1000.0, 1000.0, -1e6, 1e6]])
INVERTED = "is it the wrong way round? The 1 belongs into the label's row, 0 into the others"


def away_from_zero(rng, shape):
    """Numbers of both signs, none nearer to 0 than 0.1."""
    return np.asarray(rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 3.0, shape))


def check_two_calls(first, calls, name):
    """Read-only arguments give the same, and go on doing so after a call with others."""
    again, kept, other = calls
    check_consistent(first, again, other, name)
    try:
        check_close(kept, again, name=name, **CLOSE)
    except CheckFailure as failure:
        raise CheckFailure(
            f"{name}: what one call returned is changed by the next one",
            hint="is the result written into an array that is kept between calls (out=, a buffer)?",
            detail=failure.detail,
            cause="shared result",
        ) from failure


def check_consistent(first, again, other, name):
    """The same arguments give the same, others something else. What is right is judged by other tests."""
    check_close(again, first, name=f"{name}, called again", **CLOSE)
    try:
        check_close(other, first, name=name, **CLOSE)
    except CheckFailure:
        return
    raise CheckFailure(f"{name} gives the same for other arguments", cause="constant")


@points(3, part=PART, of="relu")
def test_relu_keeps_what_is_positive(submission, reference, rng):
    """ReLU of arrays of any shape: positive entries stay, however small or large, negative ones become 0"""
    for shape, kind in (((5, 4), float), ((7,), np.float32), ((3, 1), float), ((2, 3, 4), float), ((), float)):
        z = away_from_zero(rng, shape).astype(kind)
        check_relu(z, submission.relu(z), reference.relu(z), f"relu of an array of shape {shape}")
    check_relu(EXTREMES, submission.relu(EXTREMES), reference.relu(EXTREMES), "relu of numbers from 1e-9 to 1e6", 1e-15)


def check_relu(z, rectified, expected, name, atol=CLOSE["atol"]):
    try:
        check_close(rectified, expected, name=name, rtol=CLOSE["rtol"], atol=atol)
    except CheckFailure as failure:
        mistakes = {
            "is it a sigmoid? Asked for is max(0, z)": 1 / (1 + np.exp(-np.clip(z, -500, 500))),
            "is it leaky? Where z is negative ReLU is 0, not a small part of z": np.where(z > 0, z, 0.01 * z),
            "is it an absolute value? Where z is negative ReLU is 0": np.abs(z),
            "does something clip it? ReLU grows without end": np.clip(z, 0, 6),
        }
        if z is EXTREMES:
            mistakes |= {
                f"is z compared with another number than 0? {bound:g} is positive": np.where(z > bound, z, 0)
                for bound in z[z > 0]
            }
        hint = likely(rectified, mistakes) or failure.hint
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


def likely(result, mistakes):
    """The hint whose values the result has; "" when there is none."""
    if not isinstance(result, np.ndarray):
        return ""
    same = (hint for hint, values in mistakes.items() if result.shape == np.shape(values))
    return next((hint for hint in same if np.allclose(result, mistakes[hint], **CLOSE)), "")


@points(1, part=PART, of="relu", excuses=False)
def test_relu_is_pure(submission, probes, rng):
    """ReLU leaves its argument as it is, and takes one that is read-only"""
    z = away_from_zero(rng, (4, 3))
    first = check_unchanged(submission.relu, z, name="relu")
    check_two_calls(first, probes.two_calls(submission.relu, [z], [-z]), "relu")
    for other in (z.astype(np.float32), z[0]):
        check_unchanged(submission.relu, other, name="relu")


@points(3, part=PART, of="relu_grad")
def test_relu_grad_is_one_where_z_is_positive(submission, rng):
    """Derivative of ReLU: 1 for positive entries, 0 for negative ones, large and small"""
    cases = {}
    for shape, kind in (((5, 4), float), ((7,), np.float32), ((3, 1), float), ((2, 3, 4), float), ((), float)):
        z = np.asarray(away_from_zero(rng, shape) * rng.choice([1e-3, 1.0, 100.0], shape)).astype(kind)
        cases[f"relu_grad of an array of shape {shape}"] = z
    cases["relu_grad of numbers from 1e-9 to 1e6"] = EXTREMES[:, 1:]
    for name, z in cases.items():
        gradient = submission.relu_grad(z)
        try:
            check_close(gradient, (z > 0).astype(float), name=name, **CLOSE)
        except CheckFailure as failure:
            hint = _likely_derivative(z, gradient) or failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure
    at_kink = submission.relu_grad(np.array([[0.0, -0.0]]))
    check_finite(at_kink, name="relu_grad at 0")
    check_shape(at_kink, (1, 2), name="relu_grad at 0")
    if not ((np.asarray(at_kink) >= 0) & (np.asarray(at_kink) <= 1)).all():
        raise CheckFailure("relu_grad at 0 does not lie from 0 to 1", cause="kink")


def _likely_derivative(z, gradient):
    sigmoid = 1 / (1 + np.exp(-z))
    mistakes = {
        "is it relu itself? Asked for is its slope, which is 1 for every positive entry": np.maximum(z, 0),
        "is the comparison the wrong way round? The slope is 1 where z is positive": z < 0,
        "is it 1 for small and large z alike? The slope does not depend on how large z is": z > 1,
        "is it the sign of z? Where z is negative ReLU is flat, and its slope is 0": np.sign(z),
        "is it the derivative of the sigmoid? Asked for is that of ReLU": sigmoid * (1 - sigmoid),
    }
    return likely(gradient, mistakes)


@points(1, part=PART, of="relu_grad", excuses=False)
def test_relu_grad_is_pure(submission, probes, rng):
    """Derivative of ReLU leaves its argument as it is, and takes one that is read-only"""
    z = away_from_zero(rng, (4, 3))
    first = check_unchanged(submission.relu_grad, z, name="relu_grad")
    check_two_calls(first, probes.two_calls(submission.relu_grad, [z], [-z]), "relu_grad")
    for other in (z.astype(np.float32), z[0]):
        check_unchanged(submission.relu_grad, other, name="relu_grad")


@points(4, part=PART, of="softmax")
def test_softmax_turns_columns_into_probabilities(submission, reference, rng):
    """Softmax of ordinary numbers: each column becomes probabilities that sum to 1"""
    for classes, count, kind in ((3, 5, float), (13, 4, np.float32), (6, 1, float), (1, 3, float), (10, 10, float)):
        z = rng.normal(0, 2, (classes, count)).astype(kind)
        name = f"softmax of {classes} × {count} numbers"
        probabilities = submission.softmax(z)
        try:
            check_close(probabilities, reference.softmax(z), name=name, sizes={"m": count, "K": classes}, **CLOSE)
        except CheckFailure as failure:
            mistakes = {
                "is it each entry's sigmoid? A column's entries are to sum to 1": 1 / (1 + np.exp(-z)),
                "is the exponential missing?": np.abs(z) / np.abs(z).sum(axis=0),
            }
            hint = likely(probabilities, mistakes) or failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


@points(3, part=PART, of="softmax")
def test_softmax_of_large_entries(submission):
    """Softmax of entries around 1000 and −1000, in one column as well: finite and right, small ones too"""
    third = 1 / (1 + np.exp(-1.0))
    cases = (
        ("1000 and 0", [1000.0, 0.0], [1.0, 0.0]),
        ("−1000 and −1001", [-1000.0, -1001.0], [third, 1 - third]),
        ("1000 and 1001", [1000.0, 1001.0], [1 - third, third]),
        ("1000 and −1000", [1000.0, -1000.0], [1.0, 0.0]),
        ("−1000 and 1000", [-1000.0, 1000.0], [0.0, 1.0]),
        ("0, 1000 and −1000", [0.0, 1000.0, -1000.0], [0.0, 1.0, 0.0]),
    )
    for which, column, expected in cases:
        name = f"softmax of a column of {which}"
        probabilities = submission.softmax(np.array(column)[:, np.newaxis])
        check_finite(probabilities, name=name)
        check_close(probabilities, np.array(expected)[:, np.newaxis], name=name, **CLOSE)
    try:
        name = "softmax of a column of 1000, 979 and 950"
        probabilities = submission.softmax(np.array([[1000.0], [979.0], [950.0]]))
        check_close(probabilities, np.exp([[0.0], [-21.0], [-50.0]]), name=name, rtol=1e-3, atol=1e-25)
    except CheckFailure as failure:
        raise CheckFailure(
            failure.message,
            hint="are small probabilities kept from 0, or set to it? softmax gives them as they are",
            detail=failure.detail,
            cause="small probabilities",
        ) from failure


@points(2, part=PART, of="softmax")
def test_softmax_of_columns_far_apart(submission, reference, rng):
    """Softmax of columns around 1000, 0 and −1000, and one of all three, in one batch: no column spoils another"""
    z = np.hstack([rng.normal(size=(4, 3)) + np.array([1000.0, 0.0, -1000.0]), [[-1000.0], [0.0], [1000.0], [1001.0]]])
    probabilities, expected = submission.softmax(z), reference.softmax(z)
    try:
        check_finite(probabilities, name="softmax")
        check_close(probabilities, expected, name="softmax", **CLOSE)
    except CheckFailure as failure:
        for column in range(z.shape[1]):
            alone = slice(column, column + 1)
            check_close(submission.softmax(z[:, alone]), expected[:, alone], name="softmax", **CLOSE)
        raise CheckFailure(
            failure.message,
            hint="each column alone is right: is the maximum that is subtracted the whole batch's rather than each "
            "column's?",
            detail=failure.detail,
            cause="global maximum",
        ) from failure


@points(1, part=PART, of="softmax", excuses=False)
def test_softmax_is_pure(submission, probes, rng):
    """Softmax leaves its argument as it is, and takes one that is read-only"""
    z = rng.normal(size=(4, 3))
    first = check_unchanged(submission.softmax, z, name="softmax")
    check_two_calls(first, probes.two_calls(submission.softmax, [z], [z[::-1] ** 2]), "softmax")
    check_unchanged(submission.softmax, z.astype(np.float32), name="softmax")


@points(4, part=PART, of="one_hot")
def test_one_hot_marks_the_label(submission, reference):
    """One-hot labels: a column for each label, with a 1 in the label's row"""
    cases = (
        ([3, 0, 7, 3, 1, 0, 8], {}),  # neither 9 nor others ever occur
        ([4], {}),
        ([9, 2, 2, 5], {"num_classes": 10}),
        ([0, 2, 2, 0, 1], {"num_classes": 4}),
        ([11, 0, 6], {"num_classes": 13}),
        ([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], {}),  # as many as classes
        ([1, 0, 0], {"num_classes": 2}),
        ([0, 0], {"num_classes": 1}),
        ([299, 0, 130], {"num_classes": 300}),
    )
    for labels, options in cases:
        classes = options.get("num_classes", 10)
        name = f"one_hot of {len(labels)} labels in {classes} classes"
        table = submission.one_hot(np.array(labels), **options)
        hint = ""
        try:
            check_close(table, reference.one_hot(labels, classes), name=name, sizes={"m": len(labels)}, **CLOSE)
        except CheckFailure as failure:
            rows = np.shape(table)[0] if np.ndim(table) == 2 else 0
            if np.shape(table) == (len(labels), classes):
                hint = "examples are columns: the table is to be transposed"
            elif rows in (max(labels) + 1, len(set(labels))) and rows != classes:
                hint = "is the number of rows taken from the labels? It is num_classes, whichever labels occur"
            elif rows == 10 != classes:
                hint = "has the table ten rows whatever num_classes is?"
            else:
                right = reference.one_hot(labels, classes)
                shifted = np.roll(right, -1, axis=0)
                hint = likely(table, {"are labels counted from 1? The first is 0": shifted, INVERTED: 1 - right})
            raise CheckFailure(
                failure.message, hint=hint or failure.hint, detail=failure.detail, cause=failure.cause
            ) from failure


@points(1, part=PART, of="one_hot")
def test_one_hot_takes_labels_in_any_container(submission):
    """One-hot labels take a list and arrays of any integer type"""
    labels = [3, 0, 7, 3, 9, 8] * 6  # so many that a label times their number is beyond 8 bits
    first = submission.one_hot(np.array(labels))
    other = submission.one_hot(np.array(labels[::-1]))
    for kind, container in (
        ("a list", labels),
        ("a uint8 array", np.array(labels, np.uint8)),
        ("an int8 array", np.array(labels, np.int8)),
        ("an int32 array", np.array(labels, np.int32)),
        ("a uint64 array", np.array(labels, np.uint64)),
    ):
        check_consistent(first, submission.one_hot(container), other, f"one_hot with labels as {kind}")


@points(1, part=PART, of="one_hot", excuses=False)
def test_one_hot_is_pure(submission, probes):
    """One-hot labels leave the labels as they are, and take ones that are read-only"""
    labels = np.array([3, 0, 7, 3])
    first = check_unchanged(submission.one_hot, labels, name="one_hot")
    check_two_calls(first, probes.two_calls(submission.one_hot, [labels], [labels[::-1]]), "one_hot")
    check_unchanged(submission.one_hot, labels.astype(np.int32), name="one_hot")
