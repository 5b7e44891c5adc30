# /// attack
# does = "answers with NaN and infinities in every place, in softmax and in cross_entropy"
# own = { softmax = ["failed"] }
# ///
"""NaN is near nothing and far from nothing: a check for what is too far away finds nothing. Values are looked at
for being finite and near."""

def softmax(logits):
    return np.full(logits.shape, np.nan)


def cross_entropy(logits, targets):
    return float("inf") * np.sign(float("nan"))
