"""In which order the examples come.

| sentence                                | test                               |
| --------------------------------------- | ---------------------------------- |
| a new random order each epoch, from rng | test_no_order_follows_from_another |

With an identity matrix as images, in batches of one, the gradient of an update is that of one row of W1: the calls of
sgd_step tell the whole order. Where they cannot be seen, what test_hidden_training.py sees from the outside is all.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.checks import CheckFailure, check_finite
from grader.judge import points

PART = "Training"
PIECES = ["softmax", "cross_entropy", "init_params", "forward", "backward", "sgd_step", "learning_rate", "predict"]
COUNT = 13  # examples
OPTIONS = {"epochs": 2, "batch_size": 1}


@points(1, part=PART, of="fit", needs=PIECES)
def test_no_order_follows_from_another(submission, probes, rng):
    """The order of an epoch is drawn, and is not that of the file or of the epoch before, turned round"""
    seeds = rng.integers(2**31, size=5).tolist()
    runs = [run for seed in seeds if (run := orders(submission, probes, rng, seed)) is not None]
    if not runs:
        check_moves(submission, rng)
    file = list(range(COUNT))
    for after, before, these in (
        ("the first epoch's order", "that of the examples", [(file, first) for first, _ in runs]),
        ("the second epoch's order", "the first one's", runs),
    ):
        places = [np.array([earlier.index(example) for example in later]) for earlier, later in these]
        # one rule for all runs: reversed, say; or another one for each, but only a rotation: begun somewhere else
        same = len(places) > 1 and all(np.array_equal(found, places[0]) for found in places)
        turned = len(places) > 1 and all(len(set(np.diff(found) % COUNT)) == 1 for found in places)
        if same or turned:
            raise CheckFailure(
                f"{after} follows from {before}",
                hint="is every order drawn by rng, all of it, and not turned round, rolled or kept?",
                cause="follows",
            )


def data(rng):
    """An identity matrix and labels, and three images to validate on."""
    labels = rng.permutation(np.arange(COUNT) % 10)
    return np.eye(COUNT), labels, rng.random((3, COUNT)), rng.integers(0, 10, 3)


def orders(submission, probes, rng, seed):
    """In which order the examples come in each of two epochs; None where the calls of sgd_step do not tell."""
    generator = np.random.default_rng(seed)
    calls = probes.updates(submission.fit, submission.sgd_step, *data(rng), generator, **OPTIONS, base_lr=1e-3)
    if calls is None or any(moved is None or len(moved) != 1 for _, moved in calls):
        return None
    rows = [row for _, (row,) in calls]
    first, second = rows[:COUNT], rows[COUNT:]
    return (first, second) if sorted(first) == sorted(second) == list(range(COUNT)) else None


def check_moves(submission, rng):
    """That fit trains at all, where nothing is seen of its order: else it would pass by doing nothing."""
    examples, found = data(rng), []
    for base_lr in (0.0, 0.1):
        result = submission.fit(*examples, np.random.default_rng(3), **OPTIONS, base_lr=base_lr)
        if not isinstance(result, tuple | list) or not result or not isinstance(result[0], Mapping):
            raise CheckFailure("fit does not return the pair of a dict of parameters and a history", cause="pair")
        check_finite(result[0].get("W1"), name="fit: params['W1']")
        found.append(np.asarray(result[0]["W1"]))
    if np.array_equal(*found):
        hint = "is base_lr handed on, and is what sgd_step returns kept?"
        raise CheckFailure("fit returns the parameters that it started from, untrained", hint=hint, cause="untrained")
