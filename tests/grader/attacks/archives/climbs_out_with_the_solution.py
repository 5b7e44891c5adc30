# /// attack
# does = "is a .zip whose only solution has a name that leads out of it"
# all = ["failed"]
# says = "leads out of the archive"
# builds = true
# ///
"""Nothing is left to grade, and the reason is given."""

import zipfile


def build(folder, right):
    path = folder / "alice.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("../mlp.py", right)
    return path
