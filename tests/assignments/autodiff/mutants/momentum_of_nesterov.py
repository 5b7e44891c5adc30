# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "Nesterov"
# ///
"""The step looks ahead."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        parameter.value = parameter.value - self.lr * (parameter.grad + self.momentum * self.velocities[index])


SGD.step = sgd_step
