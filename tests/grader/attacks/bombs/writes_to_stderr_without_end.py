# /// attack
# does = "writes to standard error without end in predict, past Python"
# own = { predict = ["limit"] }
# says = "stopped at the output limit of"
# ///
"""As a native library does that complains at every step."""

import os


def predict(params, x):
    while True:
        os.write(2, b"complaint\n" * 6_000)
