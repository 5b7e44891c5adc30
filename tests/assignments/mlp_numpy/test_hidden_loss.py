"""Softmax and loss.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                               | test                                             |
| ------------------------------------------------------ | ------------------------------------------------ |
| softmax: (N, K) → (N, K), rows are probabilities       | test_softmax_turns_rows_into_probabilities       |
| softmax: right around ±1000                            | test_softmax_of_large_logits                     |
| softmax: independently of the other rows               | test_softmax_of_rows_far_apart                   |
| cross_entropy: the mean over N of −log p, a number     | test_cross_entropy_is_the_mean                   |
| a batch of one example; a class that is absent         | test_softmax_turns…, test_cross_entropy_is_the_… |
| cross_entropy: exact, nothing clamped                  | test_cross_entropy_of_large_logits               |
| labels: a list, any integer type                       | test_cross_entropy_takes_labels_in_any_container |
| no function changes its arguments; they may be         | test_softmax_is_pure, test_cross_entropy_is_pure |
| read-only; global random state is untouched            |                                                  |

Values are compared at a tolerance that float32 arithmetic keeps.
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_unchanged
from grader.judge import points

PART = "Softmax and loss"
ANY_LABELS = (
    "labels come as a list, too: np.asarray makes an array of it; and as unsigned integers, where 0 − 1 is no −1"
)
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}


def normalised(rows):
    return rows / rows.sum(axis=1, keepdims=True)


MISTAKES = {
    "is the base 2 taken rather than e?": lambda logits: normalised(2.0**logits),
    "is it a sigmoid of each logit? Its rows do not sum to 1": lambda logits: 1 / (1 + np.exp(-logits)),
    "is the exponential missing?": normalised,
}


@points(4, part=PART, of="softmax")
def test_softmax_turns_rows_into_probabilities(submission, reference, rng):
    """Softmax of ordinary logits: each row becomes probabilities that sum to 1"""
    for count, classes, kind in ((5, 3, float), (4, 7, np.float32), (4, 4, float), (1, 6, float), (3, 1, float)):
        logits = rng.normal(0, 2, (count, classes)).astype(kind)
        probabilities = submission.softmax(logits)
        name = f"softmax of {count} × {classes} logits"
        likely = {hint: partial(wrong, logits) for hint, wrong in MISTAKES.items()} if classes > 1 else {}
        sizes = {"N": count, "K": classes}
        check_close(probabilities, reference.softmax(logits), name=name, sizes=sizes, likely=likely, **CLOSE)


@points(3, part=PART, of="softmax")
def test_softmax_of_large_logits(submission):
    """Softmax of logits around 1000 and −1000, in one row as well: finite and right"""
    third = 1 / (1 + np.exp(-1.0))
    cases = (
        ("1000 and 0", [[1000.0, 0.0]], [[1.0, 0.0]]),
        ("−1000 and −1001", [[-1000.0, -1001.0]], [[third, 1 - third]]),
        ("1000 and 1001", [[1000.0, 1001.0]], [[1 - third, third]]),
        ("1000 and −1000", [[1000.0, -1000.0]], [[1.0, 0.0]]),
        ("0 and 1000", [[0.0, 1000.0]], [[0.0, 1.0]]),
        ("200 and 199", [[200.0, 199.0]], [[third, 1 - third]]),
        ("10000 and 9999", [[10000.0, 9999.0]], [[third, 1 - third]]),
    )
    for (which, logits, expected), kind in product(cases, (float, np.float32)):
        name = f"softmax of the logits {which}" + (" in float32" if kind is np.float32 else "")
        probabilities = submission.softmax(np.array(logits, kind))
        check_finite(probabilities, name=name)
        check_close(probabilities, np.array(expected), name=name, rtol=1e-3, atol=1e-6)


@points(2, part=PART, of="softmax")
def test_softmax_of_rows_far_apart(submission, reference, rng):
    """Softmax of rows around 1000, 0 and −1000 in one batch: no row spoils another"""
    logits = rng.normal(size=(3, 4)) + np.array([[1000.0], [0.0], [-1000.0]])
    probabilities, expected = submission.softmax(logits), reference.softmax(logits)
    try:
        check_finite(probabilities, name="softmax")
        check_close(probabilities, expected, name="softmax", **CLOSE)
    except CheckFailure as failure:
        for row in (0, 1, 2):
            check_close(submission.softmax(logits[row : row + 1]), expected[row : row + 1], name="softmax", **CLOSE)
        raise CheckFailure(
            failure.message,
            hint="each row alone is right: is the maximum that is subtracted the whole batch's rather than each row's?",
            detail=failure.detail,
            cause="global maximum",
        ) from failure


@points(1, part=PART, of="softmax", excuses=False)
def test_softmax_is_pure(submission, probes, rng):
    """Softmax leaves its argument as it is, and takes one that is read-only"""
    logits = rng.normal(size=(4, 3))
    check_unchanged(submission.softmax, logits.astype(np.float32), name="softmax")
    first = check_unchanged(submission.softmax, logits, name="softmax")
    again = probes.read_only(submission.softmax, logits)
    check_consistent(first, again, submission.softmax(logits[::-1] ** 2), "softmax")


def check_consistent(first, again, other, name):
    """The same arguments give the same, others something else. What is right is judged by other tests."""
    check_close(again, first, name=f"{name}, called again", **CLOSE)
    try:
        check_close(other, first, name=name, **CLOSE)
    except CheckFailure:
        return
    raise CheckFailure(f"{name} gives the same for other arguments", cause="constant")


@points(4, part=PART, of="cross_entropy", needs=["softmax"])
def test_cross_entropy_is_the_mean(submission, reference, rng):
    """Cross-entropy: the mean over the batch of −log of the target's probability, as one number"""
    cases = (
        (3, [2, 0, 2, 2, 0], float),
        (7, [6, 1, 4], np.float32),
        (4, [3], float),
        (2, [0] * 7, float),
        (300, [299, 5, 260], float),  # labels that a byte cannot hold
        (3, [1, 0, 2], float),
    )
    for classes, targets, kind in cases:
        count = len(targets)
        logits = rng.normal(0, 2, (count, classes)).astype(kind)
        loss = submission.cross_entropy(logits, np.array(targets))
        name = f"cross_entropy of a batch of {count} with {classes} classes"
        expected = reference.cross_entropy(logits, targets)
        likely = {"is the logarithm taken to base 2? It is the natural one": partial(np.divide, expected, np.log(2))}
        check_close(loss, expected, name=name, sizes={"N": count, "K": classes}, likely=likely, **CLOSE)


@points(2, part=PART, of="cross_entropy", needs=["softmax"])
def test_cross_entropy_of_large_logits(submission, reference):
    """Cross-entropy of large logits: 1000 for (1000, 0) and target 1, without a clamp, whatever the other rows are"""
    sizes = {"N": 1, "K": 2}
    cases = ((1000, 1, 1000.0), (1000, 0, 0.0), (3000, 1, 3000.0), (200, 1, 200.0), (1e6, 1, 1e6))
    for (largest, target, expected), kind in product(cases, (float, np.float32)):
        name = f"cross_entropy of the logits ({largest:g}, 0) and target {target}"
        name += " in float32" if kind is np.float32 else ""
        loss = submission.cross_entropy(np.array([[largest, 0.0]], kind), np.array([target]))
        check_finite(loss, name=name)
        try:
            check_close(loss, expected, name=name, sizes=sizes, **CLOSE)
        except CheckFailure as failure:
            # only where small logits come out right has the mistake to do with large ones
            small = np.array([[1.0, 0.0]])
            loss, expected = (
                submission.cross_entropy(small, np.array([target])),
                reference.cross_entropy(small, [target]),
            )
            check_close(loss, expected, name="cross_entropy of the logits (1, 0)", sizes=sizes, **CLOSE)
            hint = "is the logarithm taken of a probability that was clamped, or to which a small number was added?"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="clamp") from failure
    # a number added to a row changes nothing: whether the loss of small logits is right is another test's affair
    logits, targets = np.array([[0.0, -1.0], [0.0, -1.0], [0.0, 1.0]]), np.array([1, 0, 1])
    near = submission.cross_entropy(logits, targets)
    far = submission.cross_entropy(logits + np.array([[1000.0], [-1000.0], [0.0]]), targets)
    name = "cross_entropy of rows around 1000, −1000 and 0"
    try:
        check_finite(far, name=name)
        check_close(far, near, name=name, **CLOSE)
    except CheckFailure as failure:
        hint = "is the maximum that is subtracted the whole batch's rather than each row's?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="global maximum") from failure


@points(1, part=PART, of="cross_entropy", needs=["softmax"], hint=ANY_LABELS)
def test_cross_entropy_takes_labels_in_any_container(submission, rng):
    """Cross-entropy takes labels as a list and as arrays of any integer type"""
    logits, targets = rng.normal(0, 2, (5, 4)), [3, 0, 3, 1, 0]
    logits[np.arange(5), targets] += 5  # so that the loss of other labels is another one for certain
    first = submission.cross_entropy(logits, np.array(targets))
    other = submission.cross_entropy(logits, np.array([0, 1, 2, 3, 3]))
    for container, labels in (
        ("a list", list(targets)),
        ("a uint8 array", np.array(targets, np.uint8)),
        ("an int8 array", np.array(targets, np.int8)),
        ("an int32 array", np.array(targets, np.int32)),
        ("a uint64 array", np.array(targets, np.uint64)),
    ):
        again = submission.cross_entropy(logits, labels)
        check_consistent(first, again, other, f"cross_entropy with labels as {container}")
    # more examples than a byte counts
    logits, labels = rng.normal(0, 2, (300, 4)), rng.integers(0, 4, 300)
    logits[np.arange(300), labels] += 5
    first, again, other = (
        submission.cross_entropy(logits, given) for given in (labels, labels.astype(np.uint8), (labels + 1) % 4)
    )
    check_consistent(first, again, other, "cross_entropy of 300 examples with labels as a uint8 array")


@points(1, part=PART, of="cross_entropy", needs=["softmax"], excuses=False)
def test_cross_entropy_is_pure(submission, probes, rng):
    """Cross-entropy leaves its arguments as they are, and takes ones that are read-only"""
    logits, targets = rng.normal(size=(4, 3)), np.array([2, 0, 0, 1])
    narrow = logits.astype(np.float32), targets.astype(np.int32)
    check_unchanged(submission.cross_entropy, *narrow, name="cross_entropy")
    first = check_unchanged(submission.cross_entropy, logits, targets, name="cross_entropy")
    again = probes.read_only(submission.cross_entropy, logits, targets)
    check_consistent(first, again, submission.cross_entropy(logits**2, targets), "cross_entropy")
