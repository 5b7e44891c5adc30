# /// attack
# does = "answers with an object whose repr, str, hash, len and attributes never end"
# own = { softmax = ["failed"] }
# ///
"""Whoever writes a message about it, or looks for an attribute, waits for ever. Nobody asks it anything."""

class Endless:
    def __repr__(self, *_):
        while True:
            pass

    __str__ = __hash__ = __len__ = __iter__ = __format__ = __bool__ = __eq__ = __array__ = __dir__ = __repr__

    def __getattribute__(self, name):
        while True:
            pass


def softmax(logits):
    return Endless()
