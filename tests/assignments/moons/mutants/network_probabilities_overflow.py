# /// mutant
# kills = ["test_network_of_large_logits"]
# cause = "nan"
# ///
"""e^z / (1 + e^z)."""

import numpy as np


def predict_proba(self, x):
    with np.errstate(all="ignore"):
        e = np.exp(self._forward(x)[1])
        return e / (1 + e)


MLPClassifier.predict_proba = predict_proba
