# /// attack
# does = "recurses in C until the stack is used up"
# own = { softmax = ["crashed"] }
# says = "SIGSEGV"
# tiers = "ABCDE"
# ///
"""With the limit on recursion raised, a deep nest that is taken down in C overflows the stack: a fault, not an
exception."""

import ctypes


def softmax(logits):
    compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    items = (ctypes.c_int * 2)(1, 2)

    def again(one, other):
        ctypes.CDLL(None).qsort(items, 2, 4, compare(again))
        return 0

    __import__("sys").setrecursionlimit(1 << 30)
    return again(None, None)
