# /// attack
# does = "answers with 300 MB of zeros"
# own = { softmax = ["limit"] }
# says = "MiB"
# ///
"""More than an answer may have is not sent, and the message says how much it was."""

def softmax(logits):
    return np.zeros(300 << 17)
