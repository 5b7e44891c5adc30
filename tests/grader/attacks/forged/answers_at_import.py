# /// attack
# does = "writes a hundred perfect answers to every socket that it has, when it is loaded"
# all = ["crashed"]
# forger = true
# ///
"""Answers that lie there before the question is asked. At that time the process has one socket, and on it says only
that it is loaded: what says something else is no process that can be forked."""

for number in range(100):
    send(frame([number, "value", True, None, None, [], []]))


def softmax(logits):
    return np.zeros_like(logits)
