# /// attack
# does = "answers rightly with an ndarray of a class of its own"
# own = {}
# ///
"""np.matrix, masked arrays and arrays with units are such. Their numbers are what counts."""

class Named(np.ndarray):
    name = "probabilities"


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).view(Named)
