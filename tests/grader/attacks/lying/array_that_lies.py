# /// attack
# does = "answers with an ndarray of zeros of a class of its own that compares as equal and claims to be right"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""What a subclass overrides is not called: what is sent are the numbers that the plain array holds."""

class Lying(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array_ufunc__(self, *_, **__):
        return np.zeros(1)

    def __array_function__(self, *_, **__):
        return True

    def __sub__(self, other):
        return np.zeros(1)

    def tobytes(self, *_):
        return np.full(np.ndarray.size.__get__(self), 1 / 3).tobytes()

    shape = property(lambda self: (5, 3))
    dtype = property(lambda self: np.dtype(object))
    nbytes = property(lambda self: 1 << 60)
    flags = property(lambda self: None)
    T = property(lambda self: self)


def softmax(logits):
    return np.zeros(logits.shape).view(Lying)
