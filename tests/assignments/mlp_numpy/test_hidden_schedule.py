"""The schedule of the learning rate.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                  | test                                         |
| --------------------------------------------------------- | -------------------------------------------- |
| learning_rate: base_lr in epoch 0, a number; short runs   | test_learning_rate_starts_at_base_lr         |
| learning_rate: never rises, never negative                | test_learning_rate_never_rises               |
| learning_rate: below base_lr / 2 at the end               | test_learning_rate_falls_below_half          |
| its arguments and global random state are untouched       | test_learning_rate_starts_at_base_lr         |

Values are compared at a tolerance that float32 arithmetic keeps.
"""

from __future__ import annotations

import numpy as np

from grader.checks import CheckFailure, check_close, check_finite, check_shape, check_unchanged
from grader.judge import points
from grader.remote.outcomes import RemoteError

UPDATE = "Update and schedule"


@points(2, part=UPDATE, of="learning_rate")
def test_learning_rate_starts_at_base_lr(submission):
    """Schedule: epoch 0 has the base rate, as a number, in runs of any length"""
    for base_lr, epochs in ((0.1, 10), (0.37, 3), (2.0, 7), (50.0, 5), (1e-5, 5), (0.05, 1), (1.5, 2), (0.0, 4)):
        name = f"learning_rate(0, {base_lr}, {epochs})"
        try:
            rate = check_unchanged(submission.learning_rate, 0, base_lr, epochs, name=name)
        except ZeroDivisionError as error:
            hint = "a run may have one epoch: is something divided by epochs - 1?" if epochs == 1 else ""
            raise CheckFailure(f"{name} divides by zero", hint=hint, cause="division by zero") from error
        try:
            check_close(rate, base_lr, name=name, sizes={"epochs": epochs}, rtol=1e-4, atol=0)
        except CheckFailure as failure:
            hint = likely_schedule_mistake(submission, rate, base_lr, epochs) or failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="first rate") from failure


def likely_schedule_mistake(submission, rate, base_lr, epochs):
    def is_rate(value):
        return isinstance(value, int | float | np.number | np.ndarray) and np.shape(value) == ()

    others = {"before": (-1, base_lr), "after": (1, base_lr), "larger": (0, 2 * base_lr + 1)}
    try:
        found = {name: submission.learning_rate(epoch, lr, epochs) for name, (epoch, lr) in others.items()}
    except RemoteError:
        return ""
    if not all(map(is_rate, (rate, *found.values()))):
        return ""
    if found["larger"] == rate:
        return "is base_lr used?"
    if np.isclose(found["before"], base_lr):
        return "is the count of epochs off by one? The first is number 0"
    if epochs > 1 and found["after"] > rate:
        return "does the rate warm up? It is base_lr at once, and never rises"
    return ""


@points(2, part=UPDATE, of="learning_rate")
def test_learning_rate_never_rises(submission):
    """Schedule: the rate never rises and is never negative"""
    lengths = [(0.1, epochs) for epochs in range(2, 31)]
    for base_lr, epochs in (*lengths, (0.37, 3), (2.0, 7), (0.01, 60), (0.1, 150), (1e-4, 6), (0.0, 5)):
        rates = rates_of(submission, base_lr, epochs)
        for epoch in range(epochs):
            if rates[epoch] < 0:
                raise CheckFailure(f"learning_rate({epoch}, {base_lr}, {epochs}) is negative", cause="negative")
            if epoch and rates[epoch] > rates[epoch - 1] * (1 + 1e-6):
                raise CheckFailure(
                    f"learning_rate rises from epoch {epoch - 1} to {epoch} of {epochs}",
                    hint="" if base_lr else "base_lr is 0 here: is the rate kept above some smallest one?",
                    cause="rises",
                )


@points(2, part=UPDATE, of="learning_rate")
def test_learning_rate_falls_below_half(submission):
    """Schedule: in a run of three epochs or more, the last epoch's rate is below half the base rate"""
    for base_lr, epochs in (*((0.1, epochs) for epochs in range(3, 31)), (0.37, 3), (2.0, 4), (0.8, 150), (1e-4, 6)):
        rates = rates_of(submission, base_lr, epochs)
        if not rates[-1] < max(base_lr, *rates) / 2:  # that the first is base_lr is another test's affair
            raise CheckFailure(
                f"learning_rate({epochs - 1}, {base_lr}, {epochs}) is {rates[-1]:.6g}: not below half the base rate",
                hint="does the rate fall at all, and does it depend on the number of epochs?",
                cause="not falling",
            )


def rates_of(submission, base_lr, epochs):
    rates = []
    for epoch in reversed(range(epochs)):  # a rate depends on its epoch alone, and not on those asked for before
        name = f"learning_rate({epoch}, {base_lr}, {epochs})"
        rate = submission.learning_rate(epoch, base_lr, epochs)
        check_finite(rate, name=name)
        check_shape(rate, (), name=name)
        if np.iscomplexobj(rate):
            raise CheckFailure(f"{name} is a complex number", cause="dtype")
        rates.insert(0, float(rate))
    if rates[0] <= 0 < base_lr:  # that it is base_lr is another test's affair
        raise CheckFailure(f"learning_rate(0, {base_lr}, {epochs}) is not above 0", cause="no rate")
    return rates
