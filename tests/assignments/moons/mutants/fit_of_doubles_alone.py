# /// mutant
# kills = ["test_perceptron_fit_takes_steps_downhill", "test_network_fit_takes_steps_downhill"]
# may_also_fail = ["test_perceptron_is_pure", "test_network_is_pure"]
# cause = "float32"
# ///
"""Training copies the points into an array of doubles, and allows no other."""

import numpy as np


def fit(self, x, y, epochs, lr):
    own = np.empty(x.shape)
    np.copyto(own, x, casting="no")
    descend(self, own, y, epochs, lr)


Perceptron.fit = fit
MLPClassifier.fit = fit
