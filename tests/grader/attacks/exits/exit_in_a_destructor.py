# /// attack
# does = "ends the process when a temporary of softmax is deleted"
# own = { softmax = ["crashed"] }
# says = "exit status 3"
# tiers = "ABCDE"
# ///
"""Exceptions in __del__ are swallowed by Python; an exit is not. It happens before there is an answer."""

import os


class Last:
    def __del__(self):
        os._exit(3)


def softmax(logits):
    Last()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
