# /// mutant
# kills = ["test_network_gives_probabilities_with_relu", "test_network_gives_probabilities_with_sigmoid"]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "kept"
# ///
"""Probabilities of points that were asked for before are not computed again."""

import numpy as np


def predict_proba(self, x):
    self.known = getattr(self, "known", {})
    key = np.asarray(x).tobytes()
    if key not in self.known:
        self.known[key] = sigmoid(self._forward(x)[1])
    return self.known[key]


MLPClassifier.predict_proba = predict_proba
