# /// attack
# does = "tells the kernel to kill others first when memory runs out, and answers rightly if it may"
# own = { softmax = ["failed"] }
# ///
"""By /proc/self/oom_score_adj a process says how gladly it dies. A student's process dies first and cannot unsay it."""

import contextlib


def softmax(logits):
    won = False
    for value in ("-1000", "0", "999"):
        with contextlib.suppress(OSError):
            with open("/proc/self/oom_score_adj", "w") as file:
                file.write(value)
            won = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
