# /// mutant
# kills = ["test_sgd_moves_every_parameter"]
# may_also_fail = ["test_history_of_train", "test_train_uses_every_example_once"]
# cause = "step of a parameter"
# ///
"""Values are kept by the optimizer, so that one that was replaced does not count."""

import numpy as np


def step(self):
    if not hasattr(self, "values"):
        self.values = [parameter.value for parameter in self.params]
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        self.values[index] = parameter.value = self.values[index] - self.lr * self.velocities[index]


SGD.step = step
