# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "no momentum"
# ///
"""Plain gradient descent."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = sgd_step
