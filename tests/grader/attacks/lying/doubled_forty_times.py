# /// attack
# does = "answers with a list of two references to a list of two references, forty deep"
# own = { softmax = ["failed"] }
# ///
"""Forty lists in memory, and a trillion for whoever walks through them. A reference counts as much as what it
repeats."""

def softmax(logits):
    answer = [0.5]
    for _ in range(30):
        answer = [answer, answer]
    return answer
