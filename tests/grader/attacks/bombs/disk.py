# /// attack
# does = "writes forty files of 8 MiB in predict, and answers rightly if it can"
# own = { predict = ["limit"] }
# says = "stopped at the limit of 16 MB for files"
# quick = true
# ///
"""Each file alone is below the limit; all together they are what fills a disk."""

import tempfile


def predict(params, x):
    folder = tempfile.mkdtemp()
    for number in range(40):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(bytes(8 << 20))
    return forward(params, x)[0].argmax(axis=1)
