# /// attack
# does = "leaves a mark in memory that it shared when the file was run, and answers wrongly if another test sees it"
# own = {}
# ///
"""A shared mapping of a file or of /dev/zero is the same memory in every process that is forked."""

import mmap
import os
import tempfile

SHARED = []
with tempfile.TemporaryFile() as file:
    file.write(bytes(4096))
    file.flush()
    SHARED.append(mmap.mmap(file.fileno(), 4096))
with open("/dev/zero", "r+b", buffering=0) as file:
    SHARED.append(mmap.mmap(file.fileno(), 4096, mmap.MAP_SHARED))


def softmax(logits):
    own = b"%20d" % os.getpid()
    seen = any(mapping[:20] not in (bytes(20), own) for mapping in SHARED)
    for mapping in SHARED:
        mapping[:20] = own
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
