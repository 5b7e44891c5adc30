# /// mutant
# kills = ["test_sgd_moves_every_parameter"]
# cause = "None"
# ///
"""A parameter without a gradient is no different from the others."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = sgd_step
