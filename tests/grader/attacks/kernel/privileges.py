# /// attack
# does = "takes back root's user, groups and capabilities, and answers rightly if it can"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""What was dropped must be gone for good, and no program may bring it back."""

import contextlib
import ctypes
import functools
import os
import struct
import subprocess
import sys

SET_NO_NEW_PRIVS, GET_NO_NEW_PRIVS, CAP_AMBIENT, SET_MM = 38, 39, 47, 35
CAPGET, CAPSET = (125, 126) if os.uname().machine == "x86_64" else (90, 91)
VERSION_3 = struct.pack("=Ii", 0x20080522, 0)
PROGRAM = "print([line for line in open('/proc/self/status') if line.startswith('CapEff')])"


@functools.cache
def _regained():
    libc = ctypes.CDLL(None)
    user = os.getuid()
    for change in (lambda: os.setresuid(0, 0, 0), lambda: os.setresgid(0, 0, 0), lambda: os.setgroups([0, 27])):
        with contextlib.suppress(OSError):
            change()
    won = os.getuid() != user or 27 in os.getgroups()
    won = won or libc.syscall(CAPSET, VERSION_3, struct.pack("=6I", *[0xFFFFFFFF] * 6)) == 0
    sets = ctypes.create_string_buffer(24)
    libc.syscall(CAPGET, VERSION_3, sets)
    won = won or any(sets.raw)
    won = won or libc.prctl(CAP_AMBIENT, 2, 21, 0, 0) == 0 or libc.prctl(SET_MM, 13, 0, 0, 0) == 0
    won = won or libc.prctl(SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 or libc.prctl(GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1
    if os.path.exists("/proc/self/status"):
        said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False).stdout
        won = won or bool(said.replace("CapEff:", "").strip("[]'\\nt0 \n"))
    return won


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _regained()
