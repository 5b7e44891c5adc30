# /// attack
# does = "makes namespaces in which it would be root, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""As root of a user namespace one may mount, and reaches parts of the kernel that are seldom tested against hostile
use. unshare, clone and clone3 all refuse."""

import ctypes
import errno
import os
import signal

FLAGS = (0x10000000, 0x20000000, 0x00020000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x00000080)
CLONE, CLONE3 = (56, 435) if os.uname().machine == "x86_64" else (220, 435)


def softmax(logits):
    libc = ctypes.CDLL(None, use_errno=True)
    won = False
    for flag in FLAGS:
        won = won or libc.unshare(flag) == 0
        if flag != 0x80:  # as a flag of clone this one is a signal's number
            child = libc.syscall(CLONE, flag | signal.SIGCHLD, None, None, None, None)
            if child == 0:
                os._exit(0)
            won = won or child > 0
        arguments = (ctypes.c_uint64 * 11)(flag, 0, 0, 0, signal.SIGCHLD)
        child = libc.syscall(CLONE3, arguments, ctypes.sizeof(arguments))
        if child == 0:
            os._exit(0)
        won = won or child > 0 or ctypes.get_errno() not in (errno.ENOSYS, errno.EPERM)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
