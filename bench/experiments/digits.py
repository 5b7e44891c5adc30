"""MNIST for the experiments: 50,000 images to train on, 10,000 to choose by, and the published test set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.data import load

VALIDATION = 10_000
Part = tuple[NDArray[np.float32], NDArray[np.int64]]


def digits(seed: int) -> tuple[Part, Part, Part]:
    """Training, validation and test part: images (N, 784) in [0, 1] and labels (N,).

    Which images of the published training set are kept for validation is drawn from `seed`.
    """
    data = load("mnist")
    images = (data.images.reshape(len(data.images), -1) / np.float32(255)).astype(np.float32)
    labels = data.labels.astype(np.int64)
    order = np.random.default_rng(seed).permutation(data.train_size)
    chosen = (order[VALIDATION:], order[:VALIDATION], slice(data.train_size, None))
    training, validation, test = ((images[places], labels[places]) for places in chosen)
    return training, validation, test
