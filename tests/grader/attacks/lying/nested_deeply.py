# /// attack
# does = "answers with a list in a list in a list, 100,000 deep"
# own = { softmax = ["failed"] }
# ///
"""Whoever follows it by recursion overflows. What is too deep is kept on its side as a whole."""

def softmax(logits):
    answer = []
    for _ in range(100_000):
        answer = [answer]
    return answer
