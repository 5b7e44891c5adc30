# /// attack
# does = "leaves files wherever it can write, and answers wrongly if another test finds one"
# own = {}
# ///
"""Below its own folder, in the temporary one and in /dev/shm, open and hidden. Each test begins with the files that
were handed in."""

import contextlib
import os
import tempfile

FOLDERS = [".", tempfile.gettempdir(), "/tmp", "/dev/shm", "/var/tmp", "@FOLDER@"]


def softmax(logits):
    seen = False
    for folder in FOLDERS:
        for name in ("attack-mark", ".attack-mark", "attack/mark"):
            with contextlib.suppress(OSError):
                seen = seen or open(f"{folder}/{name}").read() != str(os.getpid())
            with contextlib.suppress(OSError):
                os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
                open(f"{folder}/{name}", "w").write(str(os.getpid()))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
