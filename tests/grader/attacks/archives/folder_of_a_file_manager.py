# /// attack
# does = "is a .zip as file managers make them: a folder around everything, and files of their own"
# own = {}
# builds = true
# ///
"""Not an attack, and what most people hand in."""

import zipfile


def build(folder, right):
    path = folder / "Homework 1 (final).ZIP"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("Homework 1/", "")
        made.writestr("Homework 1/mlp.py", right)
        made.writestr("Homework 1/.DS_Store", "")
        made.writestr("Homework 1/__pycache__/mlp.cpython-312.pyc", "")
        made.writestr("__MACOSX/Homework 1/._mlp.py", "")
    return path
