"""The search for rate and batch size.

| sentence                                            | test                              |
| --------------------------------------------------- | --------------------------------- |
| tune: a row a combination, each from the same start | test_tune_tries_every_combination |
| tune: one epoch where epochs is not given           | test_tune_tries_every_combination |
| tune: data stays as it is                           | test_tune_tries_every_combination |
| tune: the best of them                              | test_tune_picks_the_best          |
| tune: nothing is kept between calls                 | test_tune_picks_the_best          |
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_finite, check_shape
from grader.checks.sameness import difference
from grader.judge import points

PART = "Training"
# An image more in a batch is an update less: 51 are 4 batches of 16, or 3 of 17. Of those of 25 the last is one image.
N, N_VAL = 51, 160
LRS, BATCH_SIZES = (1e-4, 5e-4), (16, 25)


def noise(rng, count):
    """Images (count, 1, 28, 28) of noise, of several strengths and shades: no network takes all for one digit.

    Networks that have learned little do so with digits, and then all are right as often.
    """
    strength, shade = rng.uniform(0.2, 3, (count, 1, 1, 1)), 1.5 * rng.normal(size=(count, 1, 1, 1))
    return torch.from_numpy(strength * rng.normal(size=(count, 1, 28, 28)) + shade).float()


def said_at_first(submission, x, seed):
    """What the submission's own Net says before it is trained: as labels, each update makes the accuracy lower."""
    remote.seed(submission, seed)
    logits = submission.Net()(x)
    check_shape(logits, (len(x), 10), name="Net's logits")
    return logits.argmax(1)


def tuned(submission, data, seed, lrs=LRS, batch_sizes=BATCH_SIZES, **options):
    """The pair that tune gives, its table as (lr, batch size) → accuracy, the table's length, and the data after it."""
    remote.seed(submission, seed + 1)  # who does not seed torch starts elsewhere
    observed = remote.observe(submission.tune, *data, list(lrs), list(batch_sizes), seed, **options)
    if [list(values) for values in observed.effects.arguments[4:6]] != [list(lrs), list(batch_sizes)]:
        raise CheckFailure("tune changes its arguments: the lists of rates and batch sizes", cause="mutation")
    result = observed.result
    if not isinstance(result, tuple | list) or len(result) != 2 or not isinstance(result[1], tuple | list):
        raise CheckFailure("tune does not return the pair ((lr, batch_size), table)", cause="pair")
    best, table = result
    for row in table:
        if not isinstance(row, Mapping) or not {"lr", "batch_size", "val_accuracy"} <= set(row):
            raise CheckFailure("tune: a row is a dict with lr, batch_size and val_accuracy", cause="keys")
        check_finite([row["lr"], row["batch_size"], row["val_accuracy"]], name="a row of tune's table")
    rows = {(round(float(row["lr"]), 9), round(float(row["batch_size"]))): float(row["val_accuracy"]) for row in table}
    return best, rows, len(table), observed.effects.arguments[:4]


TUNED = ["train", "evaluate", "Net"]


@points(1, part=PART, of="tune", needs=TUNED)
def test_tune_tries_every_combination(submission, rng):
    """A row for each combination: the accuracy of Net() trained with it, always from the same start"""
    x, x_val = noise(rng, N), noise(rng, N_VAL)
    data = x, torch.from_numpy(rng.integers(0, 10, N)), x_val, said_at_first(submission, x_val, 5)
    _, rows, length, after = tuned(submission, data, 5, epochs=2)
    for name, own, left in zip(("x", "y", "x_val", "y_val"), data, after, strict=True):
        where = difference(own, left, name)
        if where:
            hint = "are images normalised or labels changed in place? On a copy, then"
            raise CheckFailure(f"tune changes its arguments: {where}", hint=hint, cause="mutation")
    if max(rows.values()) > 1:
        raise CheckFailure("tune: val_accuracy is no fraction in [0, 1]", hint="is it in per cent?", cause="range")
    combinations = [(lr, size) for lr in LRS for size in BATCH_SIZES]
    if length != 4 or set(rows) != set(combinations):
        message = f"tune's table has {length} rows for {len(rows)} combinations; there are 4"
        raise CheckFailure(message, hint="each rate goes with each batch size", cause="rows")
    moved = {}  # by what the second of two epochs changes the accuracy
    for lr, batch_size in combinations:
        remote.seed(submission, 5)
        net = submission.Net()
        history = submission.train(net, *data, epochs=2, batch_size=batch_size, lr=lr, seed=5)
        due = submission.evaluate(net, *data[2:])
        # a history without it is the matter of another test
        series = history.get("val_accuracy") if isinstance(history, Mapping) else None
        first = float(series[0]) if isinstance(series, list | tuple | np.ndarray) and len(series) else float(due)
        if abs(rows[lr, batch_size] - float(due)) > 0.5 / N_VAL:
            hint = "does each combination begin with torch.manual_seed(seed) and a new Net(), and use seed and epochs?"
            if abs(rows[lr, batch_size] - first) < 0.5 / N_VAL:
                hint = "is it that after the first or the best epoch? It is that after all of them"
            said = f"tune's val_accuracy for lr {lr:g} and batches of {batch_size} is not that of Net() trained so"
            raise CheckFailure(said, hint=hint, cause="row")
        moved[lr, batch_size] = abs(float(due) - first)
    lr, batch_size = max(moved, key=lambda pair: moved[pair])
    _, rows, _, _ = tuned(submission, data, 5, lrs=[lr], batch_sizes=[batch_size])
    remote.seed(submission, 5)
    net = submission.Net()
    submission.train(net, *data, epochs=1, batch_size=batch_size, lr=lr, seed=5)
    due = float(submission.evaluate(net, *data[2:]))
    if abs(rows.get((lr, batch_size), due) - due) > 0.5 / N_VAL:
        hint = "is epochs=1 in the function's first line?"
        message = "tune without epochs does not give the val_accuracy of Net() trained for one epoch"
        raise CheckFailure(message, hint=hint, cause="default epochs")


@points(1, part=PART, of="tune", needs=TUNED)
def test_tune_picks_the_best(submission, rng):
    """The pair that is returned is that of the row with the highest validation accuracy"""
    x, x_val = noise(rng, N), noise(rng, 80)
    at_first = said_at_first(submission, x_val, 6)
    label = int(torch.bincount(at_first, minlength=10).argmin())
    y, lrs = torch.full((N,), label), (3e-3, 1e-4)  # the first learns at once that all are `label`, the second does not
    # what is learned is never right: the lowest loss in training has the lowest accuracy, fewer updates a higher one
    best, rows, _, _ = tuned(submission, (x, y, x_val, at_first), 6, lrs=lrs, epochs=2)
    check_best(best, rows)
    place = torch.arange(len(x_val))
    # right most often, and where it is wrong it is sure: the highest accuracy has the highest loss
    y_val = torch.where(place % 5 < 3, label, (label + 1 + place % 9) % 10)
    best, rows, _, _ = tuned(submission, (x, y, x_val, y_val), 6, lrs=lrs, epochs=2)
    check_best(best, rows)
    none = torch.full((len(x_val),), (label + 1) % 10)
    best, others, _, _ = tuned(submission, (x, y, x_val, none), 6, lrs=(1e-2, 2e-2), batch_sizes=(16,))
    check_best(best, others)
    if set(others) == set(rows):
        hint = "is the table, or what is found, kept in a global?"
        message = "tune, when called again with other rates, gives the table of the call before"
        raise CheckFailure(message, hint=hint, cause="remembered")


def check_best(best, rows):
    if best is None or any(value is None for value in best):
        hint = "does the best so far begin at an accuracy of 0, which has to be exceeded?"
        raise CheckFailure("tune gives no pair (lr, batch_size)", hint=hint, cause="none")
    check_shape(best, (2,), name="the best pair (lr, batch_size)")
    pair = round(float(best[0]), 9), round(float(best[1]))
    if pair not in rows or rows[pair] < max(rows.values()):
        hint = "is it (lr, batch_size), in that order?"
        if pair in rows:
            hint = "is it that of the last row, the lowest, or that with the lowest loss?"
        raise CheckFailure("tune does not return the pair with the highest val_accuracy", hint=hint, cause="best")
