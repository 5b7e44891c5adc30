# /// attack
# does = "opens /dev/null a thousand times in softmax, and answers rightly if it can"
# own = { softmax = ["limit"] }
# says = "stopped at the limit of 256 open files"
# ///
"""A loop that opens and never closes. The message names the limit, not Errno 24."""


def softmax(logits):
    kept = [open("/dev/null", "rb") for _ in range(1000)]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * len(kept) / 1000
