# /// attack
# does = "answers with a generator of the rows"
# own = { softmax = ["failed"] }
# ///
"""An array is asked for. A generator is an object of the submission's, and no array."""

def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (row / row.sum() for row in powers)
