# /// attack
# does = "answers with an empty array of shape (0, 2^40)"
# own = { softmax = ["failed", "limit"] }
# ///
"""It holds nothing, and a sum over its first axis a trillion numbers. It counts as what such a sum would take."""

def softmax(logits):
    return np.empty((0, 1 << 40))
