# /// variant
# why = "how the graph is stored is free"
# ///
"""Nodes hold closures, as in micrograd; no operation is kept in a node."""

import numpy as np


class Op:
    @classmethod
    def apply(cls, *nodes, **constants):
        ctx = {}
        out = Node(cls.forward(ctx, *[node.value for node in nodes], **constants), nodes)

        def back(grad):
            grads = cls.backward(ctx, grad)
            return grads if isinstance(grads, (tuple, list)) else (grads,)

        out.back = back
        return out


class Node(object):
    __array_ufunc__ = None

    def __init__(self, value, parents=(), op=None, ctx=None):
        self.value = np.array(value, dtype=float)
        self.grad = np.zeros_like(self.value)
        self.parents = parents
        self.back = lambda grad: ()

    shape = property(lambda self: self.value.shape)

    def backward(self):
        assert self.value.size == 1, "not a number"
        counts = {}
        stack = [self]
        while stack:
            for parent in stack.pop().parents:
                if parent not in counts:
                    stack.append(parent)
                counts[parent] = counts.get(parent, 0) + 1
        pending = {self: np.ones(self.shape)}
        ready = [self]
        while ready:
            node = ready.pop()
            grad = pending.pop(node)
            node.grad = node.grad + grad
            for parent, part in zip(node.parents, node.back(grad)):
                pending[parent] = pending.get(parent, 0) + part
                counts[parent] -= 1
                if counts[parent] == 0:
                    ready.append(parent)

    def __add__(self, other):
        return Add.apply(self, as_node(other))

    def __sub__(self, other):
        return Subtract.apply(self, as_node(other))

    def __mul__(self, other):
        return Multiply.apply(self, as_node(other))

    def __truediv__(self, other):
        return Divide.apply(self, as_node(other))

    def __matmul__(self, other):
        return MatMul.apply(self, as_node(other))

    def __pow__(self, other):
        return Power.apply(self, as_node(other))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return as_node(other) - self

    def __rtruediv__(self, other):
        return as_node(other) / self

    def __rmatmul__(self, other):
        return as_node(other) @ self

    def __rpow__(self, other):
        return as_node(other) ** self

    def __neg__(self):
        return 0 - self

    def sum(self, axis=None, keepdims=False):
        return Sum.apply(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        return Mean.apply(self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        return Max.apply(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape):
        return Reshape.apply(self, shape=shape[0] if isinstance(shape[0], tuple) else shape)

    def transpose(self, *axes):
        return Transpose.apply(self, axes=axes if axes else None)

    @property
    def T(self):
        return self.transpose()

    def exp(self):
        return Exp.apply(self)

    def log(self):
        return Log.apply(self)

    def relu(self):
        return ReLU.apply(self)

    def sigmoid(self):
        return Sigmoid.apply(self)


def zero_grad(nodes):
    for node in nodes:
        node.grad = np.zeros_like(node.value)
