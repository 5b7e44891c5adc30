# /// mutant
# kills = ["test_perceptron_gradients_are_those_of_the_loss"]
# may_also_fail = [
#     "test_perceptron_fit_finds_a_line",
#     "test_perceptron_fit_takes_steps_downhill",
# ]
# cause = "list"
# ///
"""Labels must be an array."""

def gradients(self, x, y):
    delta = ((sigmoid(self._logits(x)) - y.astype(int)) / len(x))[:, None]
    return {"W1": x.T @ delta, "b1": delta.sum(axis=0)}


Perceptron.gradients = gradients
