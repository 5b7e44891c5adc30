# /// mutant
# kills = ["test_sgd_moves_every_parameter"]
# may_also_fail = ["test_sgd_with_momentum"]
# cause = "step"
# ///
"""The optimizer has nodes of its own."""


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if parameter.grad is None:
            continue
        self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
        self.params[index] = Node(parameter.value - self.lr * self.velocities[index])
        self.params[index].grad = parameter.grad


SGD.step = sgd_step
