"""What training comes to on MNIST.

| sentence                                           | test                                     |
| -------------------------------------------------- | ---------------------------------------- |
| 96 % of 10,000 digits with the defaults of fit     | test_accuracy_on_mnist                   |
| the history: one number an epoch, ten epochs;      | test_history_on_mnist                    |
| val_accuracy at the epoch's end                    |                                          |

fit runs once, on a secret split: nothing that is public fits its pixels or its labels.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.checks import CheckFailure, check_accuracy, check_close, check_finite, check_shape
from grader.data import secret_split
from grader.judge import points, shared_run
from grader.judge.verdict import record

PART = "Accuracy"
PIECES = ["softmax", "cross_entropy", "init_params", "forward", "backward", "sgd_step", "learning_rate", "predict"]
MEASURES = ("train_loss", "val_loss", "val_accuracy")
EPOCHS = 10


@shared_run
def trained(submission, dataset, rng):
    """One run of fit with its defaults, on digits with secret names and pixels in a secret order."""
    training, validation, kept_back = secret_split(
        dataset("mnist"), rng, sizes=(50_000, 5_000, 10_000), permute_labels=True, permute_pixels=True
    )
    generator = np.random.default_rng(int(rng.integers(2**31)))
    result = submission.fit(training.images, training.labels, validation.images, validation.labels, generator)
    return result, validation, kept_back


def parameters_and_history(result):
    if not isinstance(result, tuple | list) or len(result) != 2 or not isinstance(result[1], Mapping):
        raise CheckFailure("fit does not return the pair (params, history)", cause="pair")
    return result


@points(10, part=PART, of="fit", needs=PIECES, training=True)
def test_accuracy_on_mnist(submission, trained):
    """Accuracy on 10,000 digits of MNIST that were kept back: full points at 96 %, none at 94 %"""
    result, _, kept_back = trained
    params, _ = parameters_and_history(result)
    names = [str(digit) for digit in kept_back.label_names]
    predictions = submission.predict(params, kept_back.images)
    check_accuracy(predictions, kept_back.labels, full=0.96, zero=0.94, confusion_names=names)


@points(2, part=PART, of="fit", needs=PIECES, training=True)
def test_history_on_mnist(submission, trained):
    """The history of that run: ten epochs, the loss falls, and the last accuracy is the one that predict has"""
    result, validation, _ = trained
    params, history = parameters_and_history(result)
    curves = {}
    for key in MEASURES:
        check_finite(history.get(key), name=f"history['{key}']")
        check_shape(history.get(key), (EPOCHS,), name=f"history['{key}']")
        curves[key] = np.asarray(history[key], float).tolist()
    record("history", **curves)
    right = np.mean(np.asarray(submission.predict(params, validation.images)) == validation.labels)
    check_close(curves["val_accuracy"][-1], right, name="the last val_accuracy", rtol=0, atol=2e-3)
    if not curves["train_loss"][-1] < curves["train_loss"][0] / 2:
        raise CheckFailure("train_loss does not fall to half of what it was in the first epoch", cause="not falling")
