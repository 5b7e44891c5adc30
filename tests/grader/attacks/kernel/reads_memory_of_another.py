# /// attack
# does = "reads memory of the process that it was forked from by process_vm_readv, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Operation not permitted"
# ///
"""It needs no file of /proc, so what guards files does not see it."""

import ctypes
import os

BASE = os.getpid()
TEXT = ctypes.create_string_buffer(b"here", 16)


class _Piece(ctypes.Structure):
    _fields_ = [("address", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def softmax(logits):
    libc = ctypes.CDLL(None, use_errno=True)
    piece = _Piece(ctypes.addressof(TEXT), 16)
    if libc.process_vm_readv(BASE, ctypes.byref(piece), 1, ctypes.byref(piece), 1, 0) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
