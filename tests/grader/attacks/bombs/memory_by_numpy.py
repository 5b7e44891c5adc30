# /// attack
# does = "fills an array of 4 GiB in softmax"
# own = { softmax = ["memory"] }
# says = "stopped at the memory limit"
# quick = true
# ///
"""The usual accident: an array of all pairs. It costs the tests in which it happens."""


def softmax(logits):
    return np.ones(1 << 29)
