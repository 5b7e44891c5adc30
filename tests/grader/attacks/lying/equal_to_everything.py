# /// attack
# does = "answers with an object that is equal to everything, is near everything and says yes"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""A check that asks the answer whether it is right gets the answer that it likes. An object stays on its side, and
what stands for it cannot be compared."""

class Equal:
    dtype = np.dtype(float)
    ndim = 2

    def __init__(self, shape):
        self.shape = shape

    def __eq__(self, other):
        return True

    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = __eq__

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __float__(self):
        return 0.0

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __add__ = __radd__ = __sub__

    def __getattr__(self, name):
        return lambda *_, **__: True


def softmax(logits):
    return Equal(logits.shape)
