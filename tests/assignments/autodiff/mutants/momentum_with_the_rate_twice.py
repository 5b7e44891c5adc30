# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "velocity"
# ///
"""The rate is in the velocity and before it."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = (
            self.momentum * self.velocities[index] + (self.lr if self.momentum else 1.0) * parameter.grad
        )
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = sgd_step
