# /// attack
# does = "closes every descriptor in softmax, then answers rightly"
# own = { softmax = ["crashed"] }
# says = "exit status|closed by the submission"
# tiers = "ABCDE"
# ///
"""Among them is the connection to the judge, and the end by which the supervisor knows the process. Nothing waits for
an answer that cannot come."""

import os


def softmax(logits):
    os.closerange(0, 1 << 16)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
