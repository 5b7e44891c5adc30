# /// attack
# does = "is a .zip with a right solution, and with files that would be unpacked beside it, above it and elsewhere"
# own = {}
# builds = true
# quick = true
# ///
"""Whoever unpacks names as they stand writes over whatever its user may write. Nothing is unpacked: what has such a
name is left out, each with a line."""

import zipfile

NAMES = ["../outside.py", "../../outside.py", "/tmp/attack-outside.py", "@FOLDER@/outside.py", "a/../../outside.py"]
NAMES += ["..\\outside.py", "C:/outside.py", "@VICTIM@", "mlp.py/../../outside.py", "~/outside.py", "a\0/../outside.py"]


def build(folder, right):
    path = folder / "alice.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mlp.py", right)
        for name in NAMES:
            made.writestr(name, "overwritten")
    return path
