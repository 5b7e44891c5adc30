# /// mutant
# kills = ["test_perceptron_gives_probabilities"]
# cause = "by their names"
# ///
"""Weights and bias are taken from params in its order."""

def _logits(self, x):
    weights, bias = self.params.values()
    return (x @ weights + bias)[:, 0]


Perceptron._logits = _logits
