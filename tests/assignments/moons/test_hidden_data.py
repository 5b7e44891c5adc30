"""The data, and the lattice for the picture of a boundary.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                | test                                             |
| ------------------------------------------------------- | ------------------------------------------------ |
| standardize: mean 0, deviation 1, any columns           | test_standardize_gives_mean_0_and_deviation_1    |
| all by the statistics of train; a tuple in order        | test_standardize_uses_the_training_set_alone     |
| decision_grid: an even lattice around the points        | test_decision_grid_covers_the_points             |
| zz: predict_proba at the lattice's points, of any model | test_decision_grid_holds_the_model_s_probabil…   |
| arguments stay as they are, may be read-only            | test_standardize_is_pure,                        |
|                                                         | test_decision_grid_is_pure                       |
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points

PART = "Data and boundary"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}


def arrays_of(result, count):
    if not isinstance(result, tuple) or len(result) != count:
        what = f"a tuple of {len(result)}" if isinstance(result, tuple) else f"a {type(result).__name__}"
        raise CheckFailure(
            f"standardize gives {what} for {count} arrays, expected a tuple of {count}",
            hint="a tuple of one is written (array,)" if count == 1 else "",
            cause="tuple",
        )
    return result


@points(3, part=PART, of="standardize")
def test_standardize_gives_mean_0_and_deviation_1(submission, rng):
    """Standardised columns of the training set have mean 0 and standard deviation 1"""
    for shape, kind in (((9, 2), float), ((7, 3), np.float32), ((6, 1), float), ((8, 5), float)):
        train = (rng.normal(size=shape) * rng.uniform(0.5, 30, shape[1]) + rng.uniform(-9, 9, shape[1])).astype(kind)
        (result,) = arrays_of(submission.standardize(train), 1)
        check_standardized(result, train, train, f"standardize of {shape[0]} points")
    # no column is constant: a small number beside the deviation is not due, and shows where points lie close together
    train = 1e-3 * (rng.normal(size=(8, 2)) * rng.uniform(0.3, 1, 2) + rng.uniform(-2, 2, 2))
    (result,) = arrays_of(submission.standardize(train), 1)
    check_standardized(result, train, train, "standardize of 8 points close together")


def check_standardized(result, array, train, name):
    wide, of_train = np.asarray(array, np.float64), np.asarray(train, np.float64)
    mean, deviation = of_train.mean(axis=0), of_train.std(axis=0)
    try:
        check_close(result, (wide - mean) / deviation, name=name, rtol=1e-4, atol=1e-4)
    except CheckFailure as failure:
        mistakes = {
            "is the deviation's sum divided by N − 1? Asked for is the root of the mean": (wide - mean)
            / of_train.std(axis=0, ddof=1),
            "is it divided by the variance? Asked for is its root": (wide - mean) / of_train.var(axis=0),
            "is the mean subtracted?": wide / deviation,
            "is it divided by the standard deviation?": wide - mean,
            "are mean and deviation those of each column (axis 0), not of everything?": (wide - of_train.mean())
            / of_train.std(),
            "is it scaled to [0, 1]? Asked for are mean 0 and deviation 1": (wide - of_train.min(axis=0))
            / np.ptp(of_train, axis=0),
            "are its own mean and deviation used? Asked for are those of the training set": (wide - wide.mean(axis=0))
            / wide.std(axis=0),
            "is a small number added to the deviation? No column is constant, so nothing needs it": (wide - mean)
            / (deviation + 1e-6),
        }
        found = (
            hint
            for hint, values in mistakes.items()
            if np.shape(result) == values.shape and np.allclose(result, values, rtol=1e-4, atol=1e-4)
        )
        hint = next(found, "") or failure.hint
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


@points(4, part=PART, of="standardize")
def test_standardize_uses_the_training_set_alone(submission, rng):
    """Other arrays are standardised by the training set's mean and deviation, and stay in their order"""
    train = rng.normal(3, 2, (11, 2))
    others = [rng.normal(-1, 5, (count, 2)) for count in (4, 1, 6)]
    result = arrays_of(submission.standardize(train, *others), 4)
    for place, (array, found) in enumerate(zip((train, *others), result, strict=True)):
        check_standardized(found, array, train, f"array {place} of standardize(train, *others)")


@points(1, part=PART, of="standardize", excuses=False)
def test_standardize_is_pure(submission, probes, rng):
    """Standardising leaves its arguments as they are, and takes read-only ones"""
    train, other, third = rng.normal(3, 2, (8, 2)), rng.normal(1, 2, (3, 2)), rng.normal(2, 1, (4, 2))
    first = arrays_of(check_unchanged(submission.standardize, train, other, third, name="standardize"), 3)
    again = arrays_of(probes.read_only(submission.standardize, train, other, third), 3)
    check_close(again[1], first[1], name="standardize of read-only arrays", **CLOSE)
    single = train.astype(np.float32), other.astype(np.float32)
    check_unchanged(submission.standardize, *single, name="standardize")
    if np.allclose(first[1], submission.standardize(2 * train, other)[1]):
        raise CheckFailure("standardize gives the same for another training set", cause="constant")


def lattice_of(submission, probes, x, steps, direction):
    """xx, yy and zz of a model that needs no training."""
    result = submission.decision_grid(probes.slope(direction), x, steps)
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise CheckFailure("decision_grid does not give the triple xx, yy, zz", cause="triple")
    for name, array in zip(("xx", "yy", "zz"), result, strict=True):
        check_finite(array, name=f"decision_grid: {name}")
        check_shape(array, (steps, steps), name=f"decision_grid: {name}")
    return [np.asarray(array, np.float64) for array in result]


@points(4, part=PART, of="decision_grid")
def test_decision_grid_covers_the_points(submission, probes, rng):
    """The lattice has evenly spaced coordinates, from the smallest of the points or below to the largest or above"""
    for steps, unit, kind, count in ((7, 1.0, float, 12), (2, 1.0, np.float32, 12), (30, 0.01, float, 500)):
        # so far apart that the largest of both coordinates is far beyond the second, and the smallest beyond the first
        x = (unit * (rng.normal(0, 1, (count, 2)) * [1.0, 3.0] + [20.0, -10.0])).astype(kind)
        xx, yy, _ = lattice_of(submission, probes, x, steps, np.array([1.0, -0.5]))
        pairs = np.unique(np.round(np.column_stack([xx.ravel(), yy.ravel()]), 9), axis=0)
        for axis, (name, values) in enumerate((("xx", xx), ("yy", yy))):
            lines = np.unique(np.round(values, 9))
            if len(lines) != steps or not np.allclose(np.diff(lines), np.ptp(lines) / (steps - 1), rtol=1e-3):
                raise CheckFailure(
                    f"decision_grid: {name} has {len(lines)} different values, expected {steps}, evenly spaced",
                    cause="lattice",
                )
            low, high, reach = x[:, axis].min(), x[:, axis].max(), np.ptp(x[:, axis])
            slack = 1e-5 * reach
            other = x[:, 1 - axis]
            if lines[0] > low + slack or lines[-1] < high - slack:
                swapped = lines[0] <= other.min() + slack and lines[-1] >= other.max() - slack
                raise CheckFailure(
                    f"decision_grid: {name} does not reach around the points",
                    hint="are the two coordinates exchanged?" if swapped else "",
                    cause="range",
                )
            if lines[0] < low - reach / 2 - slack or lines[-1] > high + reach / 2 + slack:
                hint = "is the margin a share of the points' range, and not a fixed number?" if unit < 1 else ""
                if min(abs(lines[0] - other.min()), abs(lines[-1] - other.max())) < reach / 4:
                    hint = "are smallest and largest taken of both coordinates together? Each axis has its own"
                raise CheckFailure(f"decision_grid: {name} reaches far beyond the points", hint=hint, cause="range")
        if len(pairs) != steps**2:
            raise CheckFailure(
                f"decision_grid: xx and yy make {len(pairs)} different points, expected {steps**2}",
                hint="is every value of xx paired with every one of yy, as meshgrid does?",
                cause="lattice",
            )


@points(5, part=PART, of="decision_grid")
def test_decision_grid_holds_the_model_s_probabilities(submission, probes, rng):
    """The third array holds the model's probability at each of the lattice's points"""
    x, direction = rng.normal(0, 1, (12, 2)) * [1.0, 2.0], np.array([2.7, -1.2])
    xx, yy, zz = lattice_of(submission, probes, x, 9, direction)
    expected = 1 / (1 + np.exp(-(xx * direction[0] + yy * direction[1])))
    try:
        check_close(zz, expected, name="decision_grid: zz", **CLOSE)
    except CheckFailure as failure:
        exchanged = 1 / (1 + np.exp(-(yy * direction[0] + xx * direction[1])))
        hint = failure.hint
        if np.array_equal(zz, expected > 0.5):
            hint = "are these classes? Asked for are the probabilities of predict_proba"
        elif np.allclose(zz, exchanged, **CLOSE):
            hint = "are the two coordinates exchanged where they are given to the model?"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause=failure.cause) from failure


@points(1, part=PART, of="decision_grid", excuses=False)
def test_decision_grid_is_pure(submission, probes, rng):
    """The lattice leaves the points as they are, and takes read-only ones"""
    x, model = rng.normal(0, 1, (9, 2)), probes.slope(np.array([1.0, 2.0]))
    first = check_unchanged(submission.decision_grid, model, x, 4, name="decision_grid")
    check_unchanged(submission.decision_grid, model, x.astype(np.float32), 4, name="decision_grid")
    again = probes.read_only(submission.decision_grid, model, x, 4)
    if not isinstance(first, tuple | list) or len(first) != 3:
        raise CheckFailure("decision_grid does not give the triple xx, yy, zz", cause="triple")
    check_close(again[2], first[2], name="decision_grid of read-only points: zz", **CLOSE)
    if np.array_equal(submission.decision_grid(model, 2 * x, 4)[2], first[2]):
        raise CheckFailure("decision_grid gives the same for other points", cause="constant")
