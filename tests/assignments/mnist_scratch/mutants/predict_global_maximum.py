# /// mutant
# kills = ["test_predictions_of_one_image"]
# cause = "exponential"
# ///
"""Probabilities are computed with the largest logit of all images."""

import numpy as np


def get_predictions(params, x):
    _, pre_activations, _ = forward_propagation(params, x)
    e = np.exp(pre_activations[-1] - pre_activations[-1].max())
    return (e / e.sum(axis=0)).argmax(axis=0)
