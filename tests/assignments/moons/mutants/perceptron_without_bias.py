# /// mutant
# kills = ["test_perceptron_gives_probabilities"]
# may_also_fail = [
#     "test_perceptron_predicts_the_probable_class",
#     "test_perceptron_loss_is_the_cross_entropy",
#     "test_perceptron_gradients_are_those_of_the_loss",
#     "test_perceptron_fit_finds_a_line",
#     "test_perceptron_fit_takes_steps_downhill",
#     "test_accuracy_of_the_perceptron",
#     "test_perceptron_is_pure",
# ]
# cause = "bias added"
# ///
"""No bias: a line through the origin."""

def logits(self, x):
    return (x @ self.params["W1"])[:, 0]


Perceptron._logits = logits
