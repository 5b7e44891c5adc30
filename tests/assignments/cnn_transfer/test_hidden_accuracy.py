"""What the network comes to on photographs.

| sentence                                              | test                         |
| ----------------------------------------------------- | ---------------------------- |
| 50 % of 2,000 images of four classes after four epochs | test_accuracy_on_photographs |

The network is trained once, on a secret split of four of CIFAR-10's classes: they have other names, and all images are
turned or mirrored, moved and bent alike, so that a network or a table from elsewhere is worth little. The accuracy is
computed here, from the network's logits for images alone.
"""

from __future__ import annotations

import numpy as np
import torch

from grader import remote
from grader.checks import check_accuracy, check_finite, check_shape
from grader.data import secret_distortion, secret_split
from grader.judge import points, shared_run

PART = "Accuracy"
CLASSES = ("cat", "dog", "frog", "ship")
SIDE = 32
NEEDS = ["CNN", "make_optimizer", "init_weights", "make_activation"]


@shared_run
def trained(submission, dataset, rng, probes):
    """One run of train_and_validate on images that are distorted alike in secret, of classes with secret names."""
    chosen = dataset("cifar10").only(CLASSES)
    parts = secret_split(chosen, rng, sizes=(4_000, 500, 2_000), flat=False)
    distortion = secret_distortion(rng, SIDE)
    training, validation, kept_back = (
        (
            torch.from_numpy((part.images.reshape(-1, SIDE * SIDE) @ distortion).reshape(-1, 3, SIDE, SIDE)),
            torch.from_numpy(part.labels),
        )
        for part in parts
    )
    seed = int(rng.integers(2**31))
    remote.seed(submission, seed)
    net = submission.CNN(len(CLASSES))
    options = {"optimizer": "adam", "epochs": 4, "seed": seed, "checkpoint": probes.path("best.pt")}
    submission.train_and_validate(net, probes.data(*training), probes.data(*validation), **options)
    return net, kept_back, [CLASSES[label] for label in parts[0].label_names]


@points(6, part=PART, of="train_and_validate", needs=NEEDS, training=True)
def test_accuracy_on_photographs(submission, trained):  # noqa: ARG001 - what goes on from the run is its process
    """Accuracy on 2,000 photographs that were kept back: full points at 50 %, none at 40 %"""
    net, (images, labels), names = trained
    net.eval()
    found = []
    for batch in images.split(250):
        logits = net(batch)
        check_shape(logits, (len(batch), len(CLASSES)), name="the network's logits")
        check_finite(logits, name="the network's logits")
        found.append(np.asarray(logits).argmax(axis=1))
    check_accuracy(
        np.concatenate(found),
        labels.numpy(),
        full=0.5,
        zero=0.4,
        name="the network",
        confusion_names=names,
        images=images,
    )
