# /// attack
# does = "replaces its own file in the first test, and answers wrongly if a later test sees that"
# own = {}
# ///
"""Tests are independent of each other: each begins with the files that were handed in, and with the code that was
loaded from them."""

import os

REPLACED = "REPLACED = True\n"


def softmax(logits):
    with open("mlp.py") as file:
        seen = file.read() == REPLACED and os.getpid() != WRITER
    with open("mlp.py", "w") as file:
        file.write(REPLACED)
    globals()["WRITER"] = os.getpid()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)


WRITER = os.getpid()
