# /// attack
# does = "is handed in as a file whose name is no text, very long, and markup"
# own = {}
# builds = true
# ///
"""A file name is bytes, and need not be characters at all."""

import os
import pathlib


def build(folder, right):
    path = pathlib.Path(os.fsdecode(os.fsencode(folder) + b"/<script>\xff\xfe" + b"y" * 200 + b".py"))
    path.write_text(right, encoding="utf-8")
    return path
