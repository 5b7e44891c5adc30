# /// attack
# does = "answers with a list and a dict that hold each other"
# own = { softmax = ["failed"] }
# ///
"""A walk through it never ends. What holds itself is kept on its side as a whole."""

def softmax(logits):
    answer = [logits]
    answer.append({"answer": answer})
    return answer
