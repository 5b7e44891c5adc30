"""What the network comes to on MNIST.

| sentence                                                 | test                   |
| -------------------------------------------------------- | ---------------------- |
| 99 % of 10,000 digits after six epochs with batches of   | test_accuracy_on_mnist |
| 64 and a rate of 3e-3                                    |                        |
| the history of that run                                  | test_history_on_mnist  |

The network is trained once, on a secret split: labels have other names, and all images are turned or mirrored, moved
and bent alike. A network from elsewhere has seen no such images, and its outputs have no such names; a right one that
is trained on them does not mind. The accuracy is computed here, from the network's logits for images alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_accuracy, check_close, check_finite, check_shape
from grader.data import secret_distortion, secret_split
from grader.judge import points, shared_run
from grader.judge.verdict import record

PART = "Accuracy"
NEEDS = ["Net", "evaluate"]
EPOCHS = 6
MEASURES = ("train_loss", "val_loss", "val_accuracy")
SIDE = 28


@shared_run
def trained(submission, dataset, rng):
    """One run of train on digits with secret names, all distorted alike in secret."""
    parts = secret_split(dataset("mnist"), rng, sizes=(50_000, 5_000, 10_000), permute_labels=True)
    distortion = secret_distortion(rng, SIDE)
    training, validation, kept_back = (
        (torch.from_numpy(part.images @ distortion).reshape(-1, 1, SIDE, SIDE), torch.from_numpy(part.labels))
        for part in parts
    )
    seed = int(rng.integers(2**31))
    remote.seed(submission, seed)
    net = submission.Net()
    history = submission.train(net, *training, *validation, epochs=EPOCHS, batch_size=64, lr=3e-3, seed=seed)
    return net, history, validation, kept_back, [str(digit) for digit in parts[0].label_names]


def predicted(net, images):
    """The classes of the largest logits, in evaluation mode."""
    net.eval()
    found = []
    for batch in images.split(500):
        logits = net(batch)
        check_shape(logits, (len(batch), 10), name="the network's logits")
        check_finite(logits, name="the network's logits")
        found.append(np.asarray(logits).argmax(axis=1))
    return np.concatenate(found)


@points(8, part=PART, of="train", needs=NEEDS, training=True)
def test_accuracy_on_mnist(submission, trained):  # noqa: ARG001 - what goes on from the run is its process
    """Accuracy on 10,000 digits of MNIST that were kept back: full points at 99 %, none at 98 %"""
    net, _, _, (images, labels), names = trained
    check_accuracy(
        predicted(net, images), labels.numpy(), full=0.99, zero=0.98, name="the network", confusion_names=names
    )


@points(2, part=PART, of="train", needs=NEEDS, training=True)
def test_history_on_mnist(submission, trained):  # noqa: ARG001 - as above
    """The history of that run: six epochs, and the last accuracy is that of the network"""
    net, history, (images, labels), *_ = trained
    if not isinstance(history, Mapping) or not set(MEASURES) <= set(history):
        raise CheckFailure(f"train does not return a dict with {', '.join(MEASURES)}", cause="keys")
    for key in MEASURES:
        check_shape(history[key], (EPOCHS,), name=f"history['{key}']")
        check_finite(history[key], name=f"history['{key}']")
    record("history", **{key: np.asarray(history[key], float).tolist() for key in MEASURES})
    right = np.mean(predicted(net, images) == labels.numpy())
    check_close(history["val_accuracy"][-1], right, name="the last val_accuracy", rtol=0, atol=2e-3)
