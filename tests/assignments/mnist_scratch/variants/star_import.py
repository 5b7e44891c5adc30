# /// variant
# why = "names from a star import shadow those of Python"
# ///
"""Everything comes from numpy, and a network is one wide hidden layer."""

from numpy import *
import numpy as np


def relu(z):
    return where(z > 0, z, zeros_like(z))


def relu_grad(z):
    return where(z > 0, 1, 0)


def softmax(z):
    return exp(z - logaddexp.reduce(z, axis=0))


def one_hot(y, num_classes=10):
    return equal.outer(arange(num_classes), array(y)).astype(float32)


def init_params(rng):
    orthogonal, _ = linalg.qr(rng.standard_normal((784, 96)))
    return {
        "W1": orthogonal.T * sqrt(2),
        "b1": full((96, 1), 0.01),
        "W2": rng.standard_normal((10, 96)) / sqrt(96),
        "b2": zeros((10, 1)),
    }


def get_accuracy(predictions, y):
    return array(mean(array(predictions) == array(y)))
