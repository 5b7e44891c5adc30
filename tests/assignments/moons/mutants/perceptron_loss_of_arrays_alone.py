# /// mutant
# kills = ["test_perceptron_loss_is_the_cross_entropy"]
# cause = "list"
# ///
"""Labels must be an array."""

def loss(self, x, y):
    return binary_cross_entropy(self._logits(x), y.astype(int))


Perceptron.loss = loss
