"""What the network comes to on MNIST.

| sentence                                                 | test                   |
| -------------------------------------------------------- | ---------------------- |
| 99 % of 10,000 digits after six epochs with batches of   | test_accuracy_on_mnist |
| 64 and a rate of 3e-3; or by weights that are handed in  |                        |
| the history of that run, or of a short one               | test_history_on_mnist  |

The network is trained once, on a secret split: labels have other names, and all images are turned or mirrored, moved
and bent alike. A network from elsewhere has seen no such images, and its outputs have no such names; a right one that
is trained on them does not mind. The accuracy is computed here, from the network's logits for images alone.

Who hands in weights says that they were trained elsewhere. They are judged on images that nobody can have had: digits
as they are, of which each group is turned, stretched, moved and bent a little in its own secret way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_accuracy, check_close, check_finite, check_shape
from grader.data import secret_distortion, secret_split, slight_distortion
from grader.judge import points, shared_run
from grader.judge.verdict import record
from grader.remote.outcomes import RemoteError

PART = "Accuracy"
NEEDS = ["Net", "evaluate"]
EPOCHS = 6
SHORT = 2  # epochs of the run that is looked at where weights were handed in
MEASURES = ("train_loss", "val_loss", "val_accuracy")
SIDE = 28
GROUPS = 50  # of the images that weights are judged on
WEIGHTS: dict[str, float] = {"full": 0.98, "zero": 0.96}
TRAINED: dict[str, float] = {"full": 0.99, "zero": 0.98}


@dataclass(frozen=True)
class Run:
    """One run of train, what it is judged on, and, where weights were handed in, the network that has them."""

    net: Any
    history: Any
    epochs: int
    validation: tuple[Any, Any]
    kept_back: tuple[Any, Any]
    names: list[str]
    with_weights: Any = None


@shared_run
def trained(submission, probes, dataset, rng):
    """One run of train on digits with secret names, all distorted alike in secret; a short one beside weights."""
    net, file = submission.Net(), ""
    try:
        file = probes.load_weights(net)
    except RemoteError as error:
        said = str(error).partition("\n")[0]  # torch writes pages
        raise CheckFailure(f"the weights that were handed in do not fit Net(): {said}", cause="weights") from error
    sizes = (2_000, 500, 10_000) if file else (50_000, 5_000, 10_000)
    parts = secret_split(dataset("mnist"), rng, sizes=sizes, permute_labels=not file)
    distortion = secret_distortion(rng, SIDE)
    distortions = [[distortion]] * 3
    if file:
        distortions = [[distortion], [distortion], [slight_distortion(rng, SIDE) for _ in range(GROUPS)]]
    training, validation, kept_back = (
        (distorted(part.images, maps), torch.from_numpy(part.labels))
        for part, maps in zip(parts, distortions, strict=True)
    )
    seed, epochs = int(rng.integers(2**31)), SHORT if file else EPOCHS
    remote.seed(submission, seed)
    fresh = submission.Net()
    history = submission.train(fresh, *training, *validation, epochs=epochs, batch_size=64, lr=3e-3, seed=seed)
    names = [str(digit) for digit in parts[0].label_names]
    return Run(fresh, history, epochs, validation, kept_back, names, net if file else None)


def distorted(images, maps):
    """The images, in as many groups as there are maps, as a tensor of pictures."""
    groups = [group @ one for group, one in zip(np.array_split(images, len(maps)), maps, strict=True)]
    return torch.from_numpy(np.concatenate(groups)).reshape(-1, 1, SIDE, SIDE)


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
    images, labels = trained.kept_back
    net, thresholds = (trained.net, TRAINED) if trained.with_weights is None else (trained.with_weights, WEIGHTS)
    name = "the network" if trained.with_weights is None else "the network with the weights that were handed in"
    check_accuracy(predicted(net, images), labels.numpy(), name=name, confusion_names=trained.names, **thresholds)


@points(2, part=PART, of="train", needs=NEEDS, training=True)
def test_history_on_mnist(submission, trained):  # noqa: ARG001 - as above
    """The history of that run: a number an epoch, and the last accuracy is that of the network"""
    history = trained.history
    if not isinstance(history, Mapping) or not set(MEASURES) <= set(history):
        raise CheckFailure(f"train does not return a dict with {', '.join(MEASURES)}", cause="keys")
    for key in MEASURES:
        check_shape(history[key], (trained.epochs,), name=f"history['{key}']")
        check_finite(history[key], name=f"history['{key}']")
    record("history", **{key: np.asarray(history[key], float).tolist() for key in MEASURES})
    images, labels = trained.validation
    right = np.mean(predicted(trained.net, images) == labels.numpy())
    check_close(history["val_accuracy"][-1], right, name="the last val_accuracy", rtol=0, atol=2e-3)
