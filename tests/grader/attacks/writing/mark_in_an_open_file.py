# /// attack
# does = "leaves a mark in a removed file that it opened when it was loaded, and answers wrongly if a test sees it"
# own = {}
# ///
"""A file without a name is in no folder that could be looked through, but every test's process has it open."""

import os
import tempfile

FILE = tempfile.TemporaryFile(buffering=0)


def softmax(logits):
    seen = os.pread(FILE.fileno(), 20, 0) not in (b"", b"%20d" % os.getpid())
    os.pwrite(FILE.fileno(), b"%20d" % os.getpid(), 0)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
