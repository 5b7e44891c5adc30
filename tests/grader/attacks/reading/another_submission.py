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

OWN = os.path.realpath("mlp.py")


@functools.cache
def _found():
    found = []
    above = os.path.dirname(os.getcwd())
    number = os.path.basename(os.getcwd()).split("-")
    folders = [above, os.path.dirname(above), tempfile.gettempdir(), "/tmp", "/box"]
    with contextlib.suppress(ValueError):  # <pid of its judge>-<number>-box
        judge = int(number[0])
        folders += [f"{above}/{judge + other}-{count}-box" for other in range(-20, 21) for count in range(1, 40)]
    folders += [f"/proc/{pid}/cwd" for pid in range(1, 1000)]
    for folder in folders:
        with contextlib.suppress(OSError):
            found += [f"{folder}/{name}" for name in os.listdir(folder) if name.endswith("-box")]
        path = f"{folder}/mlp.py"
        with contextlib.suppress(OSError):
            if os.path.realpath(path) != OWN and not os.path.samefile(path, OWN):
                found.append(open(path).read())
    others = [one for one in found if "\n" in one or not os.path.samefile(one, os.getcwd())]
    return bool(others)


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _found()
