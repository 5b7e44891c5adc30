# /// attack
# does = "leaves a mark in a pipe that it opened when the file was run, and answers wrongly if another test finds it"
# own = {}
# ///
"""Every test's process inherits the ends of the pipe, and what is in it belongs to no process. From one test to another
nothing may be handed on."""

import os

END, START = os.pipe()
os.set_blocking(END, False)


def softmax(logits):
    try:
        seen = any(mark != str(os.getpid()).encode() for mark in os.read(END, 1000).split())
    except BlockingIOError:
        seen = False
    os.write(START, b" %d " % os.getpid())
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
