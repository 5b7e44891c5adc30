# /// attack
# does = "gives itself a Landlock ruleset that allows reading everywhere, then reads, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""Rulesets add up: each one can only take away."""

import ctypes
import os
import struct

CREATE, ADD, RESTRICT = 444, 445, 446


def softmax(logits):
    libc = ctypes.CDLL(None)
    rights = struct.pack("=Q", 0xF)
    ruleset = libc.syscall(CREATE, rights, 8, 0)
    rule = struct.pack("=Qi", 0xF, os.open("/", os.O_PATH))
    libc.syscall(ADD, ruleset, 1, rule, 0)
    libc.syscall(RESTRICT, ruleset, 0)
    found = False
    for path in ("@SECRET@", "@READABLE@"):
        try:
            found = bool(os.read(os.open(path, os.O_RDONLY), 100))
        except OSError:
            continue
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * found
