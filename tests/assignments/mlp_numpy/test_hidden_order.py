"""In which order the examples come.

| sentence                                | test                               |
| --------------------------------------- | ---------------------------------- |
| a new random order each epoch, from rng | test_no_order_follows_from_another |

With an identity matrix as images, in batches of one, the gradient of an update is that of one row of W1: the calls of
sgd_step tell in which order the examples come, but for those to which no hidden unit responds. Where the calls cannot
be seen, what test_hidden_training.py sees from the outside is all.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from grader.checks import CheckFailure, check_finite
from grader.judge import points

PART = "Training"
PIECES = ["softmax", "cross_entropy", "init_params", "forward", "backward", "sgd_step", "learning_rate", "predict"]
COUNT = 19  # examples
FEWEST = 7  # of them in both of two orders: in one of 360 draws of so few, the one is the other turned round
OPTIONS = {"epochs": 4, "batch_size": 1}
NUMBERS = ("first", "second", "third", "fourth")


@points(1, part=PART, of="fit", needs=PIECES)
def test_no_order_follows_from_another(submission, probes, rng):
    """Every order is drawn: it is neither that of the arrays nor that of the epoch before, turned round"""
    runs = []
    # three that tell: a network with few units leaves few traces
    for seed in rng.integers(2**31, size=12).tolist():
        run = orders(submission, probes, rng, seed)
        if run is None:
            check_moves(submission, rng)
            return
        runs.append(run)
        if sum(len(places(*one[:2])) >= FEWEST for one in runs) == 3:
            break
    given = list(range(COUNT))
    check_drawn("the first epoch's order", "that of the arrays", [(given, run[0]) for run in runs])
    for earlier, later in combinations(range(len(NUMBERS)), 2):
        said = f"the {NUMBERS[later]} epoch's order", f"that of the {NUMBERS[earlier]}"
        check_drawn(*said, [(run[earlier], run[later]) for run in runs])


def check_drawn(later, earlier, pairs):
    """That no rule makes the later order of each pair from the earlier one, which chance alone would not do."""
    found = [places(*pair) for pair in pairs]
    found = [one for one in found if len(one) >= FEWEST]
    if len(found) < 2:
        return
    if all(one == sorted(one) for one in found):
        said, cause = f"{later} is {earlier}", "not drawn"
    elif all(set(np.diff(one) % len(one)) in ({1}, {len(one) - 1}) for one in found):
        said, cause = f"{later} is {earlier}, turned round or begun somewhere else", "turned round"
    elif all(one == found[0] for one in found):
        said, cause = f"{later} follows from {earlier} in the same way for generators in different states", "same way"
    else:
        return
    hint = "is every epoch's order drawn anew, all of it, and by rng rather than by a generator of fit's own?"
    raise CheckFailure(said, hint=hint, cause=cause)


def places(earlier, later):
    """Where in the earlier order each example of the later one stands, among those that are in both."""
    common = [example for example in earlier if example in later]
    return [common.index(example) for example in later if example in common]


def data(rng):
    """An identity matrix and labels, and three images to validate on."""
    labels = rng.permutation(np.arange(COUNT) % 10)
    return np.eye(COUNT), labels, rng.random((3, COUNT)), rng.integers(0, 10, 3)


def orders(submission, probes, rng, seed):
    """In which order the examples come in each epoch; None where the calls of sgd_step do not tell."""
    generator = np.random.default_rng(seed)
    calls = probes.updates(submission.fit, submission.sgd_step, *data(rng), generator, **OPTIONS, base_lr=1e-3)
    if not calls or any(moved is None for _, moved in calls):
        return None
    if any(len(moved) > 1 for _, moved in calls):
        if len(calls) < COUNT:  # in all epochs
            hint = "does fit go through the examples in batches of batch_size, one update each?"
            raise CheckFailure("at batch_size 1 an update is of several examples", hint=hint, cause="batch_size")
        return None  # more than the gradient of its example is in an update, which is for other tests to see
    length, epochs = len(calls) // len(NUMBERS), range(len(NUMBERS))
    parts = (calls[epoch * length : (epoch + 1) * length] for epoch in epochs)
    return tuple(list(dict.fromkeys(row for _, moved in part for row in moved)) for part in parts)


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
