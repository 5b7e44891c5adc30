# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "average"
# ///
"""v ← μ v + (1 − μ) g."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + (1 - self.momentum) * parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.step = sgd_step
