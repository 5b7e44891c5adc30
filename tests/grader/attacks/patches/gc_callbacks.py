# /// attack
# does = "searches the frames and all objects for what is expected whenever garbage is collected, and answers with that"
# own = { softmax = ["failed"] }
# ///
"""A callback of the garbage collector runs in the middle of whatever goes on in its process, the harness's code
included. No expected value is ever in that process."""

import gc
import sys

found = []


def look(phase, _):
    frame = sys._getframe()
    while frame is not None:
        for name, value in frame.f_locals.items():
            if name in ("expected", "wanted", "probabilities_expected", "third"):
                found.append(value)
        frame = frame.f_back


gc.callbacks.append(look)
gc.set_threshold(50, 2, 2)


def softmax(logits):
    gc.collect()
    rows = [value for value in (*found, *gc.get_objects()) if type(value) is np.ndarray and value.shape == logits.shape]
    rows = [value for value in rows if value is not logits and np.allclose(value.sum(axis=1), 1)]
    return rows[0].copy() if rows else np.zeros_like(logits)
