# /// attack
# does = "removes all that is in its own folders and locks them in softmax, and answers rightly"
# own = {}
# tiers = "AB"
# ///
"""The next test begins with everything as it was, whatever is left and whatever its mode."""

import functools
import os
import tempfile


@functools.cache
def _remove():
    for folder in (os.getcwd(), tempfile.gettempdir()):
        _change_mode(folder, 0o700)
        for name in os.listdir(folder):
            os.unlink(f"{folder}/{name}")
        os.mkdir(f"{folder}/locked")
        _change_mode(f"{folder}/locked", 0)
        _change_mode(folder, 0)


def _change_mode(folder, mode):
    """By descriptor, which is allowed in every tier."""
    descriptor = os.open(folder, os.O_RDONLY)
    os.fchmod(descriptor, mode)
    os.close(descriptor)


def softmax(logits):
    _remove()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
