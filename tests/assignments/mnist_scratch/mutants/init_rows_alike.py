# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# may_also_fail = ["test_accuracy_on_mnist"]
# cause = "rows that are the same"
# ///
"""Every unit starts like the first."""

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate([(784, 64), (64, 10)], start=1):
        params[f"W{layer}"] = np.ones((fan_out, 1)) * rng.standard_normal((1, fan_in)) / 28
        params[f"b{layer}"] = np.zeros((fan_out, 1))
    return params
