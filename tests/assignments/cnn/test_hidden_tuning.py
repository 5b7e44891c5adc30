"""The search for rate and batch size.

| sentence                                            | test                              |
| --------------------------------------------------- | --------------------------------- |
| tune: a row a combination, each from the same start | test_tune_tries_every_combination |
| tune: one epoch where epochs is not given           | test_tune_tries_every_combination |
| tune: the best of them                              | test_tune_picks_the_best          |
| tune: data stays as it is, nothing is kept between  | test_tune_picks_the_best          |
| calls                                               |                                   |
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


def digits(dataset, rng, count, wanted=range(10)):
    """Images (count, 1, 28, 28) in [0, 1] and their labels."""
    data = dataset("mnist")
    chosen = rng.permutation(np.flatnonzero(np.isin(data.labels, list(wanted))))[:count]
    images = torch.from_numpy(data.images[chosen].astype(np.float32) / 255)
    return images[:, None], torch.from_numpy(data.labels[chosen].astype(np.int64))


LRS, BATCH_SIZES = (1e-5, 1e-2), (16, 25)


def tuned(submission, data, seed, lrs=LRS, batch_sizes=BATCH_SIZES, **options):
    """The pair that tune gives, its table as (lr, batch size) → accuracy, the table's length, and the data after it."""
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
def test_tune_tries_every_combination(submission, rng, dataset):
    """A row for each combination: the accuracy of Net() trained with it, always from the same start"""
    x, y = digits(dataset, rng, 440)
    # many to measure on: no two networks are right as often by chance; labels are wrong: longer training makes it worse
    data = (x[:120], y[:120], x[120:], (y[120:] + 1) % 10)
    _, rows, length, _ = tuned(submission, data, 5, epochs=2)
    if max(rows.values()) > 1:
        raise CheckFailure("tune: val_accuracy is no fraction in [0, 1]", hint="is it in per cent?", cause="range")
    combinations = [(lr, size) for lr in LRS for size in BATCH_SIZES]
    if length != 4 or set(rows) != set(combinations):
        message = f"tune's table has {length} rows for {len(rows)} combinations; there are 4"
        raise CheckFailure(message, hint="each rate goes with each batch size", cause="rows")
    for lr, batch_size in combinations:
        remote.seed(submission, 5)
        net = submission.Net()
        history = submission.train(net, *data, epochs=2, batch_size=batch_size, lr=lr, seed=5)
        due = submission.evaluate(net, *data[2:])
        if abs(rows[lr, batch_size] - float(due)) > 0.5 / len(data[2]):
            hint = "does each combination begin with torch.manual_seed(seed) and a new Net(), and use seed and epochs?"
            if abs(rows[lr, batch_size] - float(history["val_accuracy"][0])) < 0.5 / len(data[2]):
                hint = "is it that after the first or the best epoch? It is that after all of them"
            said = f"tune's val_accuracy for lr {lr:g} and batches of {batch_size} is not that of Net() trained so"
            raise CheckFailure(said, hint=hint, cause="row")
    # all have one label, which a second epoch of one update gives to many more of them
    data = x[:20], torch.full((20,), 7), x[120:200], torch.full((80,), 7)
    _, rows, _, _ = tuned(submission, data, 5, lrs=(5e-4,), batch_sizes=(20,))
    remote.seed(submission, 5)
    net = submission.Net()
    submission.train(net, *data, epochs=1, batch_size=20, lr=5e-4, seed=5)
    due = submission.evaluate(net, *data[2:])
    if abs(rows.get((5e-4, 20), float(due)) - float(due)) > 0.5 / len(data[2]):
        hint = "is epochs=1 in the function's first line?"
        message = "tune without epochs does not give the val_accuracy of Net() trained for one epoch"
        raise CheckFailure(message, hint=hint, cause="default epochs")


@points(1, part=PART, of="tune", needs=TUNED)
def test_tune_picks_the_best(submission, rng, dataset):
    """The pair that is returned is that of the row with the highest validation accuracy"""
    x, y = digits(dataset, rng, 200)
    y_val = torch.where(torch.arange(80) % 2 == 0, y[120:], (y[120:] + 1) % 10)  # half are wrong: a high loss at best
    data = x[:120], y[:120], x[120:], y_val
    best, rows, _, after = tuned(submission, data, 6, epochs=3)
    check_best(best, rows)
    for name, own, left in zip(("x", "y", "x_val", "y_val"), data, after, strict=True):
        where = difference(own, left, name)
        if where:
            hint = "are images normalised or labels changed in place? On a copy, then"
            raise CheckFailure(f"tune changes its arguments: {where}", hint=hint, cause="mutation")
    best, rows, _, _ = tuned(submission, (x[:120], y[:120], x[120:], (y[120:] + 1) % 10), 6)  # the more, the worse
    check_best(best, rows)
    data = x[:60], torch.full((60,), 3), x[120:], torch.full((80,), 7)
    best, others, _, _ = tuned(submission, data, 6, lrs=(1e-2, 2e-2), batch_sizes=(60,))
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
