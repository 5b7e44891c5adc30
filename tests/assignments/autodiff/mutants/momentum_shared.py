# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "velocity"
# ///
"""One velocity for all parameters of one shape, and for none of others."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * (self.velocities[0] if index == 0 else 0.0) + parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = sgd_step
