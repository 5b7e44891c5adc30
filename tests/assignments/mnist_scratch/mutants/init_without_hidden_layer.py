# /// mutant
# kills = ["test_init_params_has_the_layout"]
# may_also_fail = ["test_accuracy_on_mnist"]
# cause = "hidden layer"
# ///
"""No hidden layer."""

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate([(784, 10)], start=1):
        params[f"W{layer}"] = rng.standard_normal((fan_out, fan_in)) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros((fan_out, 1))
    return params
