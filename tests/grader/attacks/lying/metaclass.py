# /// attack
# does = "answers with an object of a class that is every class, and an instance of which everything is"
# own = { softmax = ["failed"] }
# ///
"""A metaclass answers isinstance, issubclass and all comparisons of its classes. The real type is asked."""

class Meta(type):
    __instancecheck__ = __subclasscheck__ = __eq__ = __contains__ = lambda cls, other: True
    __hash__ = lambda cls: hash(np.ndarray)
    __name__ = property(lambda cls: "ndarray")
    __mro__ = property(lambda cls: np.ndarray.__mro__)
    __bases__ = property(lambda cls: (np.ndarray,))
    __module__ = "numpy"


class Every(metaclass=Meta):
    shape = (5, 3)
    dtype = np.dtype(float)


def softmax(logits):
    return Every()
