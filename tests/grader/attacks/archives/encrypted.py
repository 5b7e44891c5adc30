# /// attack
# does = "is a .zip that says that its files are encrypted"
# all = ["failed"]
# says = "encrypted"
# builds = true
# ///
"""A tool that asks for the password waits for ever."""

import zipfile


def build(folder, right):
    path = folder / "alice.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mlp.py", right)
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path
