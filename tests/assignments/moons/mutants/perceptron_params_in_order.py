# /// mutant
# kills = ["test_perceptron_has_parameters"]
# cause = "in their order"
# ///
"""Weights and bias are taken from params in its order."""

def _logits(self, x):
    weights, bias = self.params.values()
    return (x @ weights + bias)[:, 0]


Perceptron._logits = _logits
