# /// attack
# does = "starts threads in predict, 400 at most, whatever is refused, and each of them loops"
# own = { predict = ["timeout", "limit"] }
# ///
"""As a fork bomb, within one process: its CPU time counts for all threads together."""

import threading


def predict(params, x):
    for _ in range(400):
        try:
            threading.Thread(target=_loop, daemon=True).start()
        except RuntimeError:
            continue
    _loop()


def _loop():
    while True:
        pass
