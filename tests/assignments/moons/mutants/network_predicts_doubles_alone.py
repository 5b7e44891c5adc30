# /// mutant
# kills = ["test_network_predicts_the_probable_class"]
# may_also_fail = ["test_network_is_pure"]
# cause = "float32"
# ///
"""Points must be in double precision."""

import numpy as np


def predict(self, x):
    moved = np.add(x, 0.0, dtype=np.float64, casting="no")
    return (self._forward(moved)[1] > 0).astype(int)


MLPClassifier.predict = predict
