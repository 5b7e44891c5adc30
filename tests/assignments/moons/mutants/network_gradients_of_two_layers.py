# /// mutant
# kills = [
#     "test_network_gradients_have_the_shapes_of_the_parameters",
#     "test_network_gradients_with_relu",
#     "test_network_gradients_with_sigmoid",
#     "test_network_gradients_of_one_point_and_of_doubled_ones",
#     "test_network_gradients_agree_with_finite_differences",
# ]
# may_also_fail = ["test_network_fit_takes_steps_downhill", "test_accuracy_of_the_network", "test_network_is_pure"]
# cause = "keys"
# ///
"""One hidden layer is taken for granted."""

import numpy as np


def gradients(self, x, y):
    inputs, logits = self._forward(x)
    delta = ((sigmoid(logits) - np.asarray(y)) / len(x))[:, None]
    h = inputs[1]
    slope = h > 0 if self.activation == "relu" else h * (1 - h)
    back = delta @ self.params["W2"].T * slope if self.params["W2"].shape[1] == 1 else np.zeros_like(h)
    return {"W1": x.T @ back, "b1": back.sum(axis=0), "W2": h.T @ delta, "b2": delta.sum(axis=0)}


MLPClassifier.gradients = gradients
