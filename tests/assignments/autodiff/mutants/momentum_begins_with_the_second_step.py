# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "velocity"
# ///
"""The first gradient is not remembered."""

import numpy as np


def sgd_step(self):
    self.steps = getattr(self, "steps", 0) + 1
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]
        if self.steps == 1:
            self.velocities[index] = np.zeros_like(parameter.value)


SGD.step = sgd_step
