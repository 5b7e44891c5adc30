# /// mutant
# kills = ["test_sgd_with_momentum"]
# cause = "kept with the nodes"
# ///
"""A velocity is an attribute of its node, and found there by the next optimizer."""

import numpy as np


def step(self):
    for parameter in self.params:
        if parameter.grad is None:
            continue
        parameter.velocity = self.momentum * getattr(parameter, "velocity", 0.0) + parameter.grad
        parameter.value = parameter.value - self.lr * parameter.velocity


SGD.step = step
