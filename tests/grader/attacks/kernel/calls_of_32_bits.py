# /// attack
# does = "makes a system call by the interrupt of 32-bit programs, and answers rightly if it returns"
# own = { softmax = ["crashed"] }
# says = "SIGSYS|SIGSEGV|SIGILL"
# quick = true
# ///
"""Numbers mean other calls there: a filter that does not look at the architecture denies the wrong ones. The process is
killed; where the processor or the kernel knows no such call it dies of that."""

import ctypes
import mmap

GETPID = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"  # mov eax, 20; int 0x80; ret


def softmax(logits):
    page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(GETPID)
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
