# /// mutant
# kills = ["test_init_params_draws_from_the_generator"]
# may_also_fail = ["test_accuracy_on_mnist"]
# cause = "inputs"
# ///
"""Where there are more units than inputs, the columns are repeated."""

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        columns = rng.standard_normal((fan_in, min(fan_in, fan_out))) * np.sqrt(2.0 / fan_in)
        params[f"W{layer}"] = np.tile(columns, -(-fan_out // fan_in))[:, :fan_out]
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
