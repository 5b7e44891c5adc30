# /// attack
# does = "raises an exception whose str never ends"
# own = { softmax = ["timeout"] }
# ///
"""The text is made in the submission's process, on the submission's time."""

class Endless(Exception):
    def __str__(self):
        while True:
            pass


def softmax(logits):
    if logits.shape == (4, 7):  # one test is enough
        raise Endless
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
