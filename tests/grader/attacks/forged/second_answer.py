# /// attack
# does = "writes the right answer itself, and lets a wrong one follow"
# own = { softmax = ["protocol"] }
# forger = true
# ///
"""Two answers to one question: the first may be taken, as any answer of a submission may, and then the second
betrays it at the next question. Whoever asks once sees nothing wrong, and nothing is."""


def softmax(logits):
    send(value(request().id, right(logits)))
    return np.zeros_like(logits)
