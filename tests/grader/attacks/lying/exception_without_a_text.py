# /// attack
# does = "raises an exception whose str raises, and whose class raises when it is asked for its name"
# own = { softmax = ["error"] }
# ///
"""What is told of an exception must not depend on what it tells."""

class Meta(type):
    def __getattribute__(cls, name):
        raise RuntimeError("no name")

    def mro(cls):
        return [cls, *Exception.__mro__]


class Nameless(Exception, metaclass=Meta):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__
    __traceback__ = property(lambda self: None)
    __class__ = property(lambda self: AssertionError)


def softmax(logits):
    raise Nameless
