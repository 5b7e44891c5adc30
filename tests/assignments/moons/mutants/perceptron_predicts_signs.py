# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class"]
# cause = "−1 and 1"
# ///
"""Classes −1 and 1."""

import numpy as np


def predict(self, x):
    return np.where(self._logits(x) > 0, 1, -1)


Perceptron.predict = predict
