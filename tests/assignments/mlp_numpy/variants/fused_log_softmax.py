# /// variant
# why = "how the loss is computed is free"
# ///
"""Softmax and loss by way of one log-softmax."""

import numpy as np


def log_softmax(logits):
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def softmax(logits):
    return np.exp(log_softmax(logits))


def cross_entropy(logits, targets):
    return np.asarray(-np.take_along_axis(log_softmax(logits), np.array(targets, int)[:, None], axis=1).mean())
