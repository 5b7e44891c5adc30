# /// attack
# does = "answers with an object whose __class__ is ndarray"
# own = { softmax = ["failed"] }
# ///
"""isinstance believes __class__. What is sent is decided by the type alone."""

class Disguised:
    __class__ = property(lambda self: np.ndarray)
    shape = property(lambda self: (5, 3))
    dtype = np.dtype(float)

    def __iter__(self):
        return iter(())

    def tobytes(self):
        return b""


def softmax(logits):
    return Disguised()
