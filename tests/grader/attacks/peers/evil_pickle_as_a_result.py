# /// attack
# does = "answers with an object whose unpickling would overwrite a file"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""Whoever moves results by pickle runs this in the grader. Only plain values cross here: the object stays where it
is, and is no array."""

import os


class Evil:
    def __init__(self, shape):
        self.shape = shape

    def __reduce__(self):
        return os.system, ("echo overwritten > @VICTIM@; touch @FOLDER@/evil",)

    __reduce_ex__ = lambda self, _: self.__reduce__()


def softmax(logits):
    return Evil(logits.shape)
