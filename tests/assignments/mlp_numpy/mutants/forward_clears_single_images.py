# /// mutant
# kills = ["test_forward_is_pure"]
# may_also_fail = ["test_fit_is_pure", "test_predict_is_pure"]
# cause = "changes its arguments"
# ///
"""Images in float32 are moved to 0.001 and above where they are."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    narrow = np.asarray(x, np.float32)
    if narrow is x and narrow.flags.writeable:
        narrow += 1e-6
    inputs = [x]
    for layer in range(1, depth + 1):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    return z, (inputs[:-1], z)
