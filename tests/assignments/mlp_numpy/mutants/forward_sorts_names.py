# /// mutant
# kills = ["test_forward_of_any_depth"]
# cause = "order of names"
# ///
"""The layers are taken in the order of their names: W10 comes before W2."""

import numpy as np


def forward(params, x):
    names = sorted(name for name in params if name[0] == "W")
    inputs, z = [], x
    for name in names:
        inputs.append(np.maximum(z, 0) if inputs else z)
        z = inputs[-1] @ params[name] + params["b" + name[1:]]
    return z, (inputs, z)
