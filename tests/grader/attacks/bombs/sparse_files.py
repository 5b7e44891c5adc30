# /// attack
# does = "makes sixty files of 15 MiB without content in predict, and answers rightly"
# own = {}
# ///
"""Each is allowed, and none takes space; together they are 900 MiB for whoever reads them. They are gone before the
next test, unread."""

import os
import tempfile


def predict(params, x):
    folder = tempfile.mkdtemp()
    for number in range(60):
        open(f"{folder}/{number}", "wb").close()
        os.truncate(f"{folder}/{number}", 15 << 20)
    return forward(params, x)[0].argmax(axis=1)
