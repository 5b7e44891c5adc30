# /// attack
# does = "prints 50 MB in its first call of softmax, and answers rightly"
# own = {}
# ///
"""One harness kept all of it, in a result of 265 MB. Head and tail are kept here, and the answer counts."""

printed = []


def softmax(logits):
    if not printed:
        printed.append(True)
        for _ in range(50):
            print("x" * (1 << 20))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
