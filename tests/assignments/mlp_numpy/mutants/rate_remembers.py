# /// mutant
# kills = ["test_learning_rate_never_rises"]
# may_also_fail = ["test_learning_rate_falls_below_half"]
# cause = "rises"
# ///
"""The rate is kept between calls, and each call lowers it."""

import numpy as np

RATE = [0.0]

def learning_rate(epoch, base_lr, epochs):
    RATE[0] = base_lr if epoch == 0 else RATE[0] * 0.2 ** (1 / max(1, epochs - 1))
    return RATE[0]
