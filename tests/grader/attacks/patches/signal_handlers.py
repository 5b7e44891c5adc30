# /// attack
# does = "handles every signal, and sends itself one every millisecond while it answers rightly"
# own = {}
# ///
"""A profiler that works by signals looks like this. System calls are interrupted all the time, and nothing else
happens."""

import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGXCPU}:
    signal.signal(number, lambda *_: None)


def softmax(logits):
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
