# /// attack
# does = "is a .zip with mlp.py in it twice, a wrong one and a right one"
# all = ["failed"]
# says = "in the archive 2 times"
# builds = true
# ///
"""One is seen by who looks into the archive, the other is graded: which of them depends on the tool. So neither is."""

import warnings
import zipfile


def build(folder, right):
    path = folder / "alice.zip"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as made:
        warnings.simplefilter("ignore")
        made.writestr("mlp.py", "softmax = None\n")
        made.writestr("mlp.py", right)
    return path
