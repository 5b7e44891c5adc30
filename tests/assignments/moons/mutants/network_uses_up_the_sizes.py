# /// mutant
# kills = ["test_network_is_pure"]
# cause = "changes its arguments"
# ///
"""The list of sizes grows in the caller's hands."""

import numpy as np


def start(self, hidden, activation, rng):
    self.activation = activation
    hidden.append(1)
    gain = np.sqrt(2.0) if activation == "relu" else 2 * np.sqrt(2.0)
    self.params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise((2, *hidden)), start=1):
        self.params[f"W{layer}"] = rng.normal(0, gain / np.sqrt(fan_in), (fan_in, fan_out))
        self.params[f"b{layer}"] = np.zeros(fan_out)


MLPClassifier.__init__ = start
