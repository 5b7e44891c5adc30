"""The convolutional network: poolings, augmentation, tuning."""

from __future__ import annotations

import numpy as np
import torch

from experiments import Choice, Goal, Table, placed
from experiments.digits import digits
from grader.data import load, secret_distortion, secret_split, slight_distortion

SIDE = 28
GROUPS = 50


def tensors(seed):
    return [
        (torch.from_numpy(images).reshape(-1, 1, SIDE, SIDE), torch.from_numpy(labels))
        for images, labels in digits(seed)
    ]


def placed_tensors(seed):
    return [(placed(images), placed(labels)) for images, labels in tensors(seed)]


def placed_net(reference, seed, *options):
    torch.manual_seed(seed)
    return placed(reference.Net(*options))


def augmenting(reference, augmented):
    """`augment` draws, and so computes, on the processor."""
    return (lambda images, generator: placed(reference.augment(images.cpu(), generator))) if augmented else None


def trained(reference, seed, *, pooling, augmented, epochs, batch_size, lr):
    training, validation, test = placed_tensors(seed)
    net = placed_net(reference, seed, pooling)
    history = reference.train(
        net,
        *training,
        *validation,
        epochs=epochs,
        batch_size=batch_size,
        lr=lr,
        seed=seed,
        augment=augmenting(reference, augmented),
    )
    return {
        "parameters": sum(parameter.numel() for parameter in net.parameters()),
        "validation accuracy": history["val_accuracy"][-1],
        "test accuracy": reference.evaluate(net, *test),
    }


def graded(reference, seed, *, copies, epochs):
    """As the accuracy test of the grader has it: 50,000 of all 70,000 digits, and `copies` of each, bent slightly."""
    rng = np.random.default_rng(seed)
    parts = secret_split(load("mnist"), rng, sizes=(50_000, 5_000, 15_000))
    distortion = secret_distortion(rng, SIDE)
    bent = [
        group @ slight_distortion(rng, SIDE) for _ in range(copies) for group in np.array_split(parts[0].images, GROUPS)
    ]
    images = [np.concatenate([parts[0].images, *bent]), *(part.images for part in parts[1:])]
    labels = [np.tile(parts[0].labels, 1 + copies), *(part.labels for part in parts[1:])]
    training, validation, test = (
        (placed(torch.from_numpy(ones @ distortion).reshape(-1, 1, SIDE, SIDE)), placed(torch.from_numpy(known)))
        for ones, known in zip(images, labels, strict=True)
    )
    net = placed_net(reference, seed)
    reference.train(net, *training, *validation, epochs=epochs, batch_size=64, lr=3e-3, seed=seed)
    return {"images": len(training[1]), "secret accuracy": reference.evaluate(net, *test)}


def at_home(reference, seed, *, augmented, epochs):
    """Weights that are handed in, on images as the grader judges them: digits in 50 groups, each distorted slightly."""
    training, validation, test = placed_tensors(seed)
    net = placed_net(reference, seed)
    options = {"epochs": epochs, "batch_size": 64, "lr": 3e-3, "seed": seed}
    reference.train(net, *training, *validation, augment=augmenting(reference, augmented), **options)
    rng = np.random.default_rng(seed)
    groups = np.array_split(test[0].cpu().reshape(-1, SIDE * SIDE).numpy(), GROUPS)
    images = np.concatenate([group @ slight_distortion(rng, SIDE) for group in groups]).reshape(-1, 1, SIDE, SIDE)
    return {
        "test accuracy": reference.evaluate(net, *test),
        "distorted accuracy": reference.evaluate(net, placed(torch.from_numpy(images)), test[1]),
    }


def tuned(reference, seed, *, lr, batch_size):
    """One row of `tune`, which makes its networks on the processor: one epoch."""
    training, validation, _ = tensors(seed)
    _, (row,) = reference.tune(*training, *validation, [lr], [batch_size], seed)
    return {"validation accuracy": row["val_accuracy"]}


PLAIN = {"pooling": "flatten", "augmented": False, "epochs": 6, "batch_size": 64, "lr": 3e-3}
AUGMENTED = {**PLAIN, "augmented": True, "epochs": 12}

TABLES = [
    Table(
        "Without augmentation, and longer with it",
        "Six epochs of the net with 29,066 parameters on 50,000 digits; twelve with `augment`, which turns, scales and "
        "moves the training images a little.",
        trained,
        [PLAIN, AUGMENTED],
        goals=[
            Goal("test accuracy", 0.992, "the university course's students, without augmentation", PLAIN),
            Goal("test accuracy", 0.994, "the university course's students, with augmentation", AUGMENTED),
        ],
    ),
    Table(
        "As it is graded",
        "50,000 of all 70,000 digits, and as many copies of each, slightly bent: one in the grader's run, of three "
        "epochs. Batches are of 64, the rate is 0.003. The accuracy is that on 15,000 others; full points are at 99 %. "
        "Updates are as many in all rows.",
        graded,
        [{"copies": copies, "epochs": epochs} for copies, epochs in ((0, 6), (1, 3), (2, 2))],
        goals=[Goal("secret accuracy", 0.99, "full points", {"copies": 1})],
    ),
    Table(
        "Weights from home",
        "What a network that was trained at home comes to on the distorted digits that its weights are judged on: full "
        "points are at 98 %. Trained on 50,000 digits in batches of 64, at a rate of 0.003; judged on the 10,000 of "
        "the test set as they are, and in 50 groups, each of them distorted in its own way.",
        at_home,
        [{"augmented": False, "epochs": 6}, {"augmented": True, "epochs": 12}],
        goals=[Goal("distorted accuracy", 0.98, "full points", {"augmented": True})],
    ),
    Table(
        "Poolings",
        "What stands between the last convolution and the linear layer: all 64 · 3 · 3 numbers, as in the first table, "
        "or the largest or mean of each channel. On 50,000 digits.",
        trained,
        [{**PLAIN, "pooling": "max"}, {**PLAIN, "pooling": "mean"}],
    ),
    Table(
        "Rates and batch sizes",
        "`tune` on 50,000 digits, one epoch each, judged on 10,000 validation images.",
        tuned,
        [{"lr": lr, "batch_size": size} for lr in (1e-3, 3e-3, 1e-2) for size in (32, 64, 256)],
        seeds=1,
        choice=Choice("validation accuracy", {"lr": 3e-3, "batch_size": 64}, "The tables above have"),
    ),
]
