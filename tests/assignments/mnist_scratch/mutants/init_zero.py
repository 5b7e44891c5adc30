# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# may_also_fail = ["test_accuracy_on_mnist"]
# cause = "rows that are the same"
# ///
"""All weights are 0."""

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate([(784, 64), (64, 10)], start=1):
        params[f"W{layer}"] = np.zeros((fan_out, fan_in))
        params[f"b{layer}"] = np.zeros((fan_out, 1))
    return params
