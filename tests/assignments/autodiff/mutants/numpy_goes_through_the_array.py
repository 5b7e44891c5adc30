# /// mutant
# kills = ["test_operators_with_numbers_and_arrays"]
# cause = "__array_ufunc__"
# ///
"""NumPy makes a node of every entry of an array on the left."""

import numpy as np


class Node:
    def __init__(self, value, parents=(), op=None, ctx=None):
        array = np.asarray(value)
        self.value = array if array.dtype.kind == "f" else array.astype(np.float64)
        self.grad = None
        self.parents = tuple(parents)
        self.op = op
        self.ctx = {} if ctx is None else ctx

    @property
    def shape(self):
        return self.value.shape

    def __add__(self, other):
        return Add.apply(self, as_node(other))

    def __radd__(self, other):
        return Add.apply(as_node(other), self)

    def __sub__(self, other):
        return Subtract.apply(self, as_node(other))

    def __rsub__(self, other):
        return Subtract.apply(as_node(other), self)

    def __mul__(self, other):
        return Multiply.apply(self, as_node(other))

    def __rmul__(self, other):
        return Multiply.apply(as_node(other), self)

    def __truediv__(self, other):
        return Divide.apply(self, as_node(other))

    def __rtruediv__(self, other):
        return Divide.apply(as_node(other), self)

    def __matmul__(self, other):
        return MatMul.apply(self, as_node(other))

    def __rmatmul__(self, other):
        return MatMul.apply(as_node(other), self)

    def __pow__(self, other):
        return Power.apply(self, as_node(other))

    def __rpow__(self, other):
        return Power.apply(as_node(other), self)

    def __neg__(self):
        return Multiply.apply(self, as_node(-1.0))

    def sum(self, axis=None, keepdims=False):
        return Sum.apply(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        return Mean.apply(self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        return Max.apply(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape):
        return Reshape.apply(self, shape=shape)

    def transpose(self, *axes):
        return Transpose.apply(self, axes=axes or None)

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

    def backward(self):
        if self.value.size != 1:
            raise ValueError(f"backward starts from a single number, not from shape {self.shape}")
        upstream = {id(self): np.ones_like(self.value)}
        for node in reversed(topological_order(self)):
            grad = upstream.pop(id(node))
            node.grad = grad.copy() if node.grad is None else node.grad + grad
            if node.op is None:
                continue
            found = node.op.backward(node.ctx, grad)
            shares = found if isinstance(found, tuple | list) else [found]
            for parent, share in zip(node.parents, shares, strict=True):
                known = upstream.get(id(parent))
                upstream[id(parent)] = share if known is None else known + share
