# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "change the gradients"
# ///
"""After a step the gradients are gone."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]
        parameter.grad = None


SGD.step = sgd_step
