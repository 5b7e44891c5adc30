# /// attack
# does = "makes 10,000 empty files in predict, and answers rightly if it can"
# own = { predict = ["limit", "timeout"] }
# says = "stopped at the limit of 16 MiB and 4,096 files on the disk"
# ///
"""They have no bytes to count, but each takes the kernel's memory or a place on the disk, and someone has to remove
them."""

import tempfile

FOLDERS = []


def predict(params, x):
    if not FOLDERS:  # once for all calls
        FOLDERS.append(tempfile.mkdtemp())
        for number in range(10_000):
            open(f"{FOLDERS[0]}/{number}", "wb").close()
    return forward(params, x)[0].argmax(axis=1)
