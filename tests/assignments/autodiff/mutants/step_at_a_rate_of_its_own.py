# /// mutant
# kills = ["test_sgd_moves_every_parameter", "test_sgd_with_momentum"]
# cause = "constant"
# ///
"""Always a rate of 0.1."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        parameter.value = parameter.value - 0.1 * self.velocities[index]


SGD.step = sgd_step
