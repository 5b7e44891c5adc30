# /// mutant
# kills = ["test_network_predicts_the_probable_class"]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "−1 and 1"
# ///
"""Classes −1 and 1."""

import numpy as np


def predict(self, x):
    return np.sign(self._forward(x)[1]).astype(int)


MLPClassifier.predict = predict
