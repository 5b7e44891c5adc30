# /// mutant
# kills = ["test_zero_grad_forgets"]
# cause = "zero_grad"
# ///
"""Gradients become one."""

import numpy as np


def zero_grad(nodes):
    for node in nodes:
        node.grad = np.ones_like(node.value)
