# /// attack
# does = "answers with a view of one number as 8 GB of them"
# own = { softmax = ["limit"] }
# says = "MiB"
# quick = true
# ///
"""np.broadcast_to takes no memory until somebody copies. What an array stands for is known from its shape, before
it is copied."""

def softmax(logits):
    return np.broadcast_to(np.float64(0.5), (1 << 15, 1 << 15))
