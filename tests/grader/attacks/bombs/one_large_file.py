# /// attack
# does = "writes a file of 64 MiB in predict, and answers rightly if it can"
# own = { predict = ["limit"] }
# says = "stopped at the limit of 16 MiB and 4,096 files on the disk"
# ///
"""The kernel answers a write beyond the limit with SIGXFSZ, which ends a process, or with an error, as here."""

import tempfile


def predict(params, x):
    with open(f"{tempfile.mkdtemp()}/large", "wb") as file:
        for _ in range(64):
            file.write(bytes(1 << 20))
    return forward(params, x)[0].argmax(axis=1)
