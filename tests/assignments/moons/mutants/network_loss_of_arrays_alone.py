# /// mutant
# kills = ["test_network_loss_is_the_cross_entropy"]
# cause = "list"
# ///
"""Labels must be an array."""

def loss(self, x, y):
    return binary_cross_entropy(self._forward(x)[1], y.astype(int))


MLPClassifier.loss = loss
