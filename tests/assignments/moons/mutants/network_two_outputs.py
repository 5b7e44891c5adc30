# /// mutant
# kills = ["test_network_has_parameters"]
# may_also_fail = [
#     "test_network_draws_from_the_generator",
#     "test_accuracy_of_the_network",
#     "test_network_training_can_be_repeated",
# ]
# cause = "shape"
# ///
"""Two outputs."""

import numpy as np


def start(self, hidden, activation, rng):
    self.activation = activation
    gain = np.sqrt(2.0) if activation == "relu" else 2 * np.sqrt(2.0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise((2, *hidden, 2)), start=1):
        self.params[f"W{layer}"] = rng.normal(0, gain / np.sqrt(fan_in), (fan_in, fan_out))
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = start
