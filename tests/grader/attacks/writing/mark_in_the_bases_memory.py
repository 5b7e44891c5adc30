# /// attack
# does = "writes a mark into the process that tests are forked from, and answers wrongly if another test sees it"
# own = {}
# ///
"""The base has the same user, and its memory is laid out alike. Neither /proc/<pid>/mem nor process_vm_writev nor
ptrace may be used on it."""

import contextlib
import ctypes
import os

BASE = os.getpid()
MARK = ctypes.create_string_buffer(b"unmarked", 16)


class _Piece(ctypes.Structure):
    _fields_ = [("address", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def softmax(logits):
    seen = MARK.value == b"marked"
    with contextlib.suppress(OSError), open(f"/proc/{BASE}/mem", "r+b", buffering=0) as memory:
        memory.seek(ctypes.addressof(MARK))
        memory.write(b"marked\0")
    text = ctypes.create_string_buffer(b"marked")
    here, there = _Piece(ctypes.addressof(text), 7), _Piece(ctypes.addressof(MARK), 7)
    ctypes.CDLL(None).process_vm_writev(BASE, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
