# /// mutant
# kills = ["test_zero_grad_forgets"]
# cause = "multiplied by 0"
# ///
"""Gradients are multiplied by 0."""

import numpy as np


def zero_grad(nodes):
    for node in nodes:
        node.grad = None if node.grad is None else node.grad * 0
