# /// mutant
# kills = ["test_sgd_moves_every_parameter", "test_sgd_with_momentum"]
# cause = "step"
# ///
"""Gradients are clipped to 1."""

import numpy as np


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + np.clip(parameter.grad, -1, 1)
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = sgd_step
