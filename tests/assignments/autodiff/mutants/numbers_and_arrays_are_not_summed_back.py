# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "shape"
# ///
"""Where one operand is no node, the gradient of the other keeps the shape of the result."""

import numpy as np


def node_add(self, other):
    if isinstance(other, Node):
        return Add.apply(self, other)

    class PlainAdd(Op):
        @staticmethod
        def forward(ctx, x, other):
            return np.asarray(x + other)

        @staticmethod
        def backward(ctx, grad):
            return grad, np.zeros(())

    node = PlainAdd.apply(self, Node(0.0))
    node.value = np.asarray(self.value + other)
    return node


Node.__add__ = node_add
Node.__radd__ = node_add
