"""What the network comes to on MNIST.

| sentence                                                 | test                   |
| -------------------------------------------------------- | ---------------------- |
| 99 % of 15,000 digits after three epochs with batches    | test_accuracy_on_mnist |
| of 64 and a rate of 3e-3; 98 % with weights from home    |                        |
| the history of that run, or of a short one               | test_history_on_mnist  |

The network is trained once, on a secret split: labels have other names, and all images are turned or mirrored, moved
and bent alike. A network from elsewhere has seen no such images, and its outputs have no such names; a right one that
is trained on them does not mind. The accuracy is computed here, from the network's logits for images alone.

Each training image comes twice, the second time slightly bent. Six epochs of the images as they are take as long, and a
right network is then at 99.14 % in the mean, two standard errors above 99 %: bad luck would cost points.

Who hands in weights says that they were trained elsewhere, on digits that everybody has. They are judged on these in a
form that nobody has had: each group of them is turned, stretched, moved and bent a little in a secret way of its own.
Then train does not matter for the accuracy, and is looked at in a short run.
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
EPOCHS = 3
SHORT = 2  # epochs of the run that is looked at where weights were handed in
MEASURES = ("train_loss", "val_loss", "val_accuracy")
SIDE = 28
GROUPS = 50  # of images that are bent alike
TRAINED: dict[str, float] = {"full": 0.99, "zero": 0.98}
WEIGHTS: dict[str, float] = {"full": 0.98, "zero": 0.96}


@dataclass(frozen=True)
class Judged:
    """A network's classes for the digits that were kept back, their labels, pictures and names; `ended`: why there are
    none."""

    predictions: Any
    labels: Any
    images: Any
    names: list[str]
    thresholds: dict[str, float]
    name: str
    ended: BaseException | None = None


@dataclass(frozen=True)
class Run:
    """A history and the share of validation images on which the network is right; `ended`: why there are none."""

    history: Any
    right: float
    epochs: int
    ended: BaseException | None = None


@shared_run
def judged(submission, probes, dataset, rng):
    """The accuracy is that of one run on secret digits, or of the weights that were handed in."""
    net = submission.Net()
    try:
        file = probes.load_weights(net)
    except RemoteError as error:
        said = " ".join(str(error).split("\n")[:3])  # torch writes pages
        hint = "save net.state_dict(), not the network" if "Weights only load failed" in str(error) else ""
        raise CheckFailure(
            f"the weights that were handed in cannot be loaded into Net(): {said}", hint=hint, cause="weights"
        ) from error
    if file:
        digits = with_weights(net, dataset, rng)
        return digits, trained(submission, dataset, rng, (2_000, 500, 0), SHORT)[0]
    run, digits = trained(submission, dataset, rng, (50_000, 5_000, 15_000), EPOCHS, twice=True)
    return digits, run


def with_weights(net, dataset, rng):
    (part,) = secret_split(dataset("mnist"), rng, sizes=(10_000,), permute_labels=False)
    images = distorted(part.images, [slight_distortion(rng, SIDE) for _ in range(GROUPS)])
    names = [str(digit) for digit in part.label_names]
    name = "the network with the weights that were handed in"
    return Judged(predicted(net, images), part.labels, images, names, WEIGHTS, name)


def trained(submission, dataset, rng, sizes, epochs, *, twice=False):
    """A run of train, and what its network makes of the last part; `twice`: each training image a second time, bent."""
    parts = secret_split(dataset("mnist"), rng, sizes=[size for size in sizes if size], permute_labels=True)
    distortion = secret_distortion(rng, SIDE)
    pictures = [(distorted(part.images, [distortion]), torch.from_numpy(part.labels)) for part in parts]
    if twice:
        bent = distorted(parts[0].images, [slight_distortion(rng, SIDE) @ distortion for _ in range(GROUPS)])
        pictures[0] = torch.cat([pictures[0][0], bent]), pictures[0][1].repeat(2)
    seed = int(rng.integers(2**31))
    remote.seed(submission, seed)
    names = [str(digit) for digit in parts[0].label_names]
    try:
        net = submission.Net()
        history = submission.train(net, *pictures[0], *pictures[1], epochs=epochs, batch_size=64, lr=3e-3, seed=seed)
        found = [predicted(net, images) for images, _ in pictures[1:]]
    except (CheckFailure, RemoteError) as ended:  # the other half of the part does not depend on it
        return Run(None, 0.0, epochs, ended), Judged(None, None, None, names, TRAINED, "the network", ended)
    run = Run(history, float(np.mean(found[0] == parts[1].labels)), epochs)
    return run, Judged(found[-1], parts[-1].labels, pictures[-1][0], names, TRAINED, "the network")


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
def test_accuracy_on_mnist(judged):
    """Accuracy on digits nobody has seen: full points at 99 %, none at 98 %; for weights from home at 98 % and 96 %"""
    digits, _ = judged
    if digits.ended is not None:
        raise digits.ended
    check_accuracy(
        digits.predictions,
        digits.labels,
        name=digits.name,
        confusion_names=digits.names,
        images=digits.images,
        **digits.thresholds,
    )


@points(2, part=PART, of="train", needs=NEEDS, training=True)
def test_history_on_mnist(judged):
    """The history of that run: a number an epoch, and the last accuracy is that of the network"""
    _, run = judged
    if run.ended is not None:
        raise run.ended
    if not isinstance(run.history, Mapping) or not set(MEASURES) <= set(run.history):
        raise CheckFailure(f"train does not return a dict with {', '.join(MEASURES)}", cause="keys")
    for key in MEASURES:
        check_shape(run.history[key], (run.epochs,), name=f"history['{key}']")
        check_finite(run.history[key], name=f"history['{key}']")
    record("history", **{key: np.asarray(run.history[key], float).tolist() for key in MEASURES})
    check_close(run.history["val_accuracy"][-1], run.right, name="the last val_accuracy", rtol=0, atol=2e-3)
