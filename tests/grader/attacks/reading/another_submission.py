# /// attack
# does = "looks for the file of the submission that is graded beside it, and answers rightly if it finds one"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""A neighbour's right answer is worth full marks. Its folder lies beside this one's, or is in another mount namespace;
its process has another user, or is not to be seen."""

import contextlib
import functools
import os
import tempfile
import time

OWN = os.path.realpath("mlp.py")


@functools.cache
def _found():
    # the other one may begin a moment later
    until = time.monotonic() + 0.3
    while not (found := _look()) and time.monotonic() < until:
        continue
    return found


def _look():
    above = os.path.dirname(os.getcwd())
    folders = [above, os.path.dirname(above), tempfile.gettempdir(), "/tmp", "/box"]
    judge = os.path.basename(os.getcwd()).split("-")[0]
    if judge.isdecimal():  # <pid of its judge>-<number>-box
        near = range(int(judge) - 10, int(judge) + 10)
        folders += [f"{above}/{other}-{count}-box" for other in near for count in range(1, 20)]
    folders += [f"/proc/{pid}/cwd" for pid in range(1, 1000)]
    for folder in folders:
        with contextlib.suppress(OSError):
            boxes = [f"{folder}/{name}" for name in os.listdir(folder) if name.endswith("-box")]
            if any(not os.path.samefile(box, os.getcwd()) for box in boxes):
                return True
        with contextlib.suppress(OSError):
            if not os.path.samefile(f"{folder}/mlp.py", OWN) and open(f"{folder}/mlp.py").read():
                return True
    return False


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _found()
