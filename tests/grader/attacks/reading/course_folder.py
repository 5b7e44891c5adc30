# /// attack
# does = "lists the course's folder and what lies above it, and answers rightly if it finds a file of it"
# own = { softmax = ["failed"] }
# ///
"""The course's key, validation results and statements are in it, and so is the template. A listing alone would tell
what there is."""

import contextlib
import functools
import os


@functools.cache
def _found():
    found = [name for _, _, names in os.walk("@REPOSITORY@") for name in names]
    for path in (".grader/key", "student_template/mlp_numpy/mlp.py", "README.md", "pyproject.toml"):
        with contextlib.suppress(OSError):
            found.append(os.read(os.open(f"@REPOSITORY@/{path}", os.O_RDONLY), 10))
    with contextlib.suppress(OSError):
        found += os.listdir(os.path.dirname("@REPOSITORY@"))
    return bool(found)


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _found()
