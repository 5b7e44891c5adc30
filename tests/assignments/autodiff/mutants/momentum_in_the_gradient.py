# /// mutant
# kills = ["test_sgd_with_momentum"]
# may_also_fail = ["test_sgd_moves_every_parameter"]
# cause = "change the gradients"
# ///
"""The first gradient itself is kept as velocity, and changed in place."""


def sgd_init(self, params, lr, momentum=0.0):
    self.params = list(params)
    self.lr, self.momentum = lr, momentum
    self.velocities = [None for _ in self.params]


def sgd_step(self):
    for index, parameter in enumerate(self.params):
        if self.velocities[index] is None:
            self.velocities[index] = parameter.grad
        else:
            self.velocities[index] *= self.momentum
            self.velocities[index] += parameter.grad
        parameter.value = parameter.value - self.lr * self.velocities[index]


SGD.__init__ = sgd_init
SGD.step = sgd_step
