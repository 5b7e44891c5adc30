# /// mutant
# kills = ["test_sgd_step_moves_every_parameter"]
# cause = "key"
# ///
"""Each parameter moves by the gradient in its place in the dict."""

import numpy as np


def sgd_step(params, grads, lr):
    pairs = zip(params.items(), grads.values(), strict=True)
    return {name: value - lr * np.asarray(gradient) for (name, value), gradient in pairs}
