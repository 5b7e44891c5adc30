# /// variant
# why = "how array + node gets to the node is free"
# ///
"""__array_priority__ instead of __array_ufunc__, and slots instead of a dict."""

import numpy as np


class Node:
    __slots__ = ("value", "_grad", "parents", "op", "ctx")
    __array_priority__ = 1000

    def __init__(self, value, parents=(), op=None, ctx=None):
        value = np.asarray(value)
        if not np.issubdtype(value.dtype, np.floating):
            value = value.astype(float)
        self.value, self._grad, self.parents, self.op, self.ctx = value, None, parents, op, ctx

    @property
    def grad(self):
        return self._grad

    @grad.setter
    def grad(self, grad):
        assert grad is None or np.shape(grad) == self.shape
        self._grad = grad

    @property
    def shape(self):
        return self.value.shape

    def backward(self):
        if self.value.size != 1:
            raise TypeError("backward is for scalars")
        total = {id(self): np.ones(self.shape)}
        for node in topological_order(self)[::-1]:
            g = total.pop(id(node))
            node.grad = g + 0 if node.grad is None else node.grad + g
            if node.op is None:
                continue
            gs = node.op.backward(node.ctx, g)
            for p, pg in zip(node.parents, gs if isinstance(gs, (tuple, list)) else (gs,)):
                total[id(p)] = total[id(p)] + pg if id(p) in total else pg

    def __neg__(self):
        return -1 * self

    def sum(self, axis=None, keepdims=False):
        return Sum.apply(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        s = self.sum(axis=axis, keepdims=keepdims)
        return s * (s.value.size / self.value.size)

    def max(self, axis=None, keepdims=False):
        return Max.apply(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape):
        return Reshape.apply(self, shape=shape)

    def transpose(self, *axes):
        return Transpose.apply(self, axes=axes or tuple(range(len(self.shape)))[::-1])

    T = property(transpose)


def _install():
    def left(op):
        return lambda self, other: op.apply(self, other if isinstance(other, Node) else Node(other))

    def right(op):
        return lambda self, other: op.apply(Node(other), self)

    for name, op in dict(add=Add, sub=Subtract, mul=Multiply, truediv=Divide, matmul=MatMul, pow=Power).items():
        setattr(Node, f"__{name}__", left(op))
        setattr(Node, f"__r{name}__", right(op))
    for name, op in dict(exp=Exp, log=Log, relu=ReLU, sigmoid=Sigmoid).items():
        setattr(Node, name, op.apply.__func__ and (lambda self, op=op: op.apply(self)))


def zero_grad(nodes):
    for node in nodes:
        node._grad = None


class Linear:
    def __init__(self, in_features, out_features, rng):
        if not hasattr(Node, "exp"):
            _install()
        k = 1 / np.sqrt(in_features)
        self.weight = Node(rng.uniform(-k, k, size=(out_features, in_features)))
        self.bias = Node(rng.uniform(-k, k, size=out_features))

    def parameters(self):
        yield self.weight
        yield self.bias

    def __call__(self, x):
        return (self.weight @ (x if isinstance(x, Node) else Node(x)).T).T + self.bias


def as_node(value):
    return value if isinstance(value, Node) else Node(value)


Node.installed = _install()
