# /// mutant
# kills = ["test_sgd_moves_every_parameter"]
# cause = "clipped"
# ///
"""Large gradients are clipped."""

import numpy as np


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + np.clip(parameter.grad, -10, 10)
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = sgd_step
