# /// attack
# does = "forks without end in predict, in every process that this makes"
# own = { predict = ["timeout", "limit"] }
# ///
"""The machine has to stay usable for the submission beside it. A pipe holds one byte for each fork, 400 in all, so that
not even a hole would take the machine down."""

import os


def predict(params, x):
    forks, end = os.pipe()
    os.write(end, bytes(400))
    os.set_blocking(forks, False)
    while True:
        try:
            os.read(forks, 1)
            os.fork()
        except OSError:
            continue
