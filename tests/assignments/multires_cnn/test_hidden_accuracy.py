"""What the network for any size comes to on MNIST in three resolutions.

| sentence                                                   | test                   |
| ---------------------------------------------------------- | ---------------------- |
| 97.69 % of 10,000 digits of three resolutions, after       | test_accuracy_on_mnist |
| the training described                                     |                        |
| the history of that run                                    | test_history_on_mnist  |

The network is trained once, on a secret split: labels have other names, and all digits are turned or mirrored, moved
and bent alike before they are spread over the resolutions. A network from elsewhere has seen no such images, and its
outputs have no such names; a right one that is trained on them does not mind. The accuracy is computed here, from the
network's logits for images alone.
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
NEEDS = ["ResolutionBatches", "MultiResNet"]
SIZES = (24, 28, 32)
CHANNELS = (8, 32, 192)  # few where images are large, and many where they are small: as much for less time
TRAINED, VALIDATED, TESTED = 56_000, 3_000, 10_000
EPOCHS, BATCH_SIZE, LR = 5, 32, 2.5e-3  # at 3e-3 more channels die now and then
MEASURES = ("train_loss", "val_loss", "val_accuracy")
SIDE = 28


@shared_run
def trained(submission, reference, dataset, rng):
    """One run of train on digits with secret names, all distorted alike in secret, in three resolutions."""
    parts = secret_split(dataset("mnist"), rng, sizes=(TRAINED, VALIDATED, TESTED), permute_labels=True)
    distortion = secret_distortion(rng, SIDE)
    seed = int(rng.integers(2**31))
    generator = torch.Generator().manual_seed(seed)
    training, validation, kept_back = (
        reference.make_multires(
            torch.from_numpy(part.images @ distortion).reshape(-1, 1, SIDE, SIDE),
            torch.from_numpy(part.labels),
            SIZES,
            generator,
        )
        for part in parts
    )
    remote.seed(submission, seed)
    net = submission.MultiResNet(CHANNELS)
    history = submission.train(net, training, validation, epochs=EPOCHS, batch_size=BATCH_SIZE, lr=LR, seed=seed)
    return net, history, validation, kept_back, [str(digit) for digit in parts[0].label_names]


def predicted(net, groups):
    """The classes of the largest logits in evaluation mode, and the labels, a pair a group."""
    net.eval()
    found = []
    for images, labels in groups.values():
        classes = []
        for batch in images.split(500):
            logits = net(batch)
            check_shape(logits, (len(batch), 10), name="the network's logits")
            check_finite(logits, name="the network's logits")
            classes.append(np.asarray(logits).argmax(axis=1))
        found.append((np.concatenate(classes), labels.numpy()))
    return found


@points(10, part=PART, of="train", needs=NEEDS, training=True)
def test_accuracy_on_mnist(submission, trained):  # noqa: ARG001 - what goes on from the run is its process
    """Accuracy on 10,000 digits in three resolutions that were kept back: full points at 97.69 %, none at 95 %"""
    net, _, _, kept_back, names = trained
    found = predicted(net, kept_back)
    shares = {
        str(size): float((classes == labels).mean()) for size, (classes, labels) in zip(kept_back, found, strict=True)
    }
    record("accuracy by resolution", **shares)
    classes, labels = (np.concatenate(parts) for parts in zip(*found, strict=True))
    images = [image for group, _ in kept_back.values() for image in group]
    check_accuracy(classes, labels, full=0.9769, zero=0.95, name="the network", confusion_names=names, images=images)


@points(2, part=PART, of="train", needs=NEEDS, training=True)
def test_history_on_mnist(submission, trained):  # noqa: ARG001 - as above
    """The history of that run: a number an epoch, and the last accuracy is that of the network"""
    net, history, validation, *_ = trained
    if not isinstance(history, Mapping) or not set(MEASURES) <= set(history):
        raise CheckFailure(f"train does not return a dict with {', '.join(MEASURES)}", cause="keys")
    for key in MEASURES:
        check_shape(history[key], (EPOCHS,), name=f"history['{key}']")
        check_finite(history[key], name=f"history['{key}']")
    record("history", **{key: np.asarray(history[key], float).tolist() for key in MEASURES})
    classes, labels = (np.concatenate(parts) for parts in zip(*predicted(net, validation), strict=True))
    name = "the last val_accuracy"
    check_close(history["val_accuracy"][-1], (classes == labels).mean(), name=name, rtol=0, atol=2e-3)
