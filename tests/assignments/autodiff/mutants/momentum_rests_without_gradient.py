# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "velocity"
# ///
"""A parameter whose gradient is all zeros stays where it is."""

import numpy as np


def step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None or not np.any(parameter.grad):
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = step
