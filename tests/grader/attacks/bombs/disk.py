# /// attack
# does = "writes eight files of 8 MiB in predict, and answers rightly if it can"
# own = { predict = ["limit"] }
# says = "stopped at the limit of 16 MiB and 4,096 files on the disk"
# quick = true
# ///
"""Each file alone is below the limit; all together they are what fills a disk."""

import tempfile
import time

FOLDERS = []


def predict(params, x):
    if not FOLDERS:  # once for all calls
        FOLDERS.append(tempfile.mkdtemp())
        for number in range(8):
            with open(f"{FOLDERS[0]}/{number}", "wb") as file:
                file.write(bytes(8 << 20))
        time.sleep(1)
    return forward(params, x)[0].argmax(axis=1)
