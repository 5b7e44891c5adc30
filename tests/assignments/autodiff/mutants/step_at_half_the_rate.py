# /// mutant
# kills = ["test_sgd_moves_every_parameter", "test_sgd_with_momentum"]
# cause = "exactly half"
# ///
"""Half of the rate."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        parameter.value = parameter.value - self.lr / 2 * self.velocities[index]


SGD.step = sgd_step
