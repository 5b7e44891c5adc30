# /// attack
# does = "prints 400 kB in each call of softmax, and answers rightly"
# own = {}
# tiers = "ABCDE"
# ///
"""Someone who prints every array. Not a fault: head and tail are kept, and the answer counts."""


def softmax(logits):
    for number in range(40):
        print(number, "x" * 10_000)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
