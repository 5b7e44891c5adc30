# /// attack
# does = "brings files beside a right solution whose names are markup, escapes, no text and paths"
# own = {}
# builds = true
# ///
"""What is left out of a folder is told with its name."""

import os
import pathlib


def build(folder, right):
    handed_in = folder / "handed_in"
    handed_in.mkdir()
    (handed_in / "mlp.py").write_text(right, encoding="utf-8")
    names = (b"<img src=x onerror=alert(1)>", b"\x1b[2J\x07", "\u202egnp".encode(), b"\xff\xfe.py", b"a\nb", b"=cmd|x")
    for name in names:
        pathlib.Path(os.fsdecode(os.fsencode(handed_in) + b"/" + name)).write_bytes(b"x = 1\n")
    return handed_in
