# /// mutant
# kills = ["test_backward_uses_the_cache_that_it_is_given"]
# cause = "cache"
# ///
"""Images are copied to a buffer that is made once for each shape, and the cache refers to it."""

import numpy as np

BUFFERS = {}

def forward(params, x):
    depth = len(params) // 2
    buffer = BUFFERS.setdefault(x.shape, np.empty(x.shape))
    buffer[:] = x
    inputs = [buffer]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    return logits, (inputs, logits)
