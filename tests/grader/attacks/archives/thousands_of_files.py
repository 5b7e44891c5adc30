# /// attack
# does = "is a .zip with a right solution and nine thousand empty files, each in ten folders of its own"
# own = {}
# builds = true
# ///
"""Files and folders take room on the sandbox's disk, whatever is in them. Beyond a thousand they are left out."""

import zipfile


def build(folder, right):
    path = folder / "alice.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mlp.py", right)
        for number in range(9_000):
            made.writestr(f"{number}/a/b/c/d/e/f/g/h/i/x", "")
    return path
