# /// variant
# why = "broadcasting can be dealt with in one place in Node"
# ///
"""Operations know nothing of broadcasting."""

import numpy as np


class Add(Op):
    @staticmethod
    def forward(ctx, a, b):
        return a + b

    @staticmethod
    def backward(ctx, grad):
        return [grad, grad]


class Subtract(Op):
    @staticmethod
    def forward(ctx, a, b):
        return a - b

    @staticmethod
    def backward(ctx, grad):
        return [grad, -grad]


class Multiply(Op):
    @staticmethod
    def forward(ctx, a, b):
        ctx["ab"] = (a, b)
        return a * b

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx["ab"]
        return [grad * b, grad * a]


class Divide(Op):
    @staticmethod
    def forward(ctx, a, b):
        ctx["ab"] = (a, b)
        return a / b

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx["ab"]
        return [grad / b, -grad * a / b / b]


class Power(Op):
    """Warns where the base is not positive, and has nan there for the exponent."""

    @staticmethod
    def forward(ctx, a, b):
        ctx.update(a=a, b=b, y=a**b)
        return ctx["y"]

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx["a"], ctx["b"]
        return [grad * b * a ** (b - 1), grad * ctx["y"] * np.log(a)]


class MatMul(Op):
    @staticmethod
    def forward(ctx, a, b):
        ctx["ab"] = (a, b)
        return a @ b

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx["ab"]
        if a.ndim == 1 and b.ndim == 1:
            return [grad * b, grad * a]
        if a.ndim == 1:
            ga = (grad[..., None, :] * b).sum(axis=-1)
            return [ga, a[:, None] * grad[..., None, :]]
        if b.ndim == 1:
            return [grad[..., None] * b, (grad[..., None] * a).reshape(-1, len(b)).sum(axis=0)]
        return [grad @ b.swapaxes(-1, -2), a.swapaxes(-1, -2) @ grad]


def node_backward(self):
    if self.value.size != 1:
        raise Exception("only from a scalar")
    grads = {self: np.ones_like(self.value)}
    for node in reversed(topological_order(self)):
        g = grads.pop(node)
        node.grad = (0 if node.grad is None else node.grad) + g
        if node.op:
            parts = node.op.backward(node.ctx, g)
            for parent, part in zip(node.parents, parts if isinstance(parts, (list, tuple)) else [parts]):
                grads[parent] = grads.get(parent, 0) + unbroadcast(part, parent.value.shape)


Node.backward = node_backward
