# /// attack
# does = "ignores every signal that can be ignored, then loops in predict"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# quick = true
# ///
"""SIGXCPU, SIGALRM and SIGTERM are what limits are often made of. One second later comes what cannot be ignored."""

import signal


def predict(params, x):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
