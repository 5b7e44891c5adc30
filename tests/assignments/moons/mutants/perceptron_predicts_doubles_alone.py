# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class"]
# may_also_fail = ["test_perceptron_is_pure"]
# cause = "float32"
# ///
"""Points must be in double precision."""

import numpy as np


def predict(self, x):
    logits = np.matmul(x, self.params["W1"], dtype=np.float64, casting="no")[:, 0] + self.params["b1"]
    return (logits > 0).astype(int)


Perceptron.predict = predict
