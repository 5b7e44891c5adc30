# /// variant
# why = "computing in float32 is allowed"
# ///
"""All values and gradients are float32."""

import numpy as np


def node_init(self, value, parents=(), op=None, ctx=None):
    self.value = np.asarray(value, dtype=np.float32)
    self.grad = None
    self.parents = tuple(parents)
    self.op = op
    self.ctx = ctx


Node.__init__ = node_init


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = {}
    return Node(cls.forward(ctx, *(n.value for n in nodes), **constants), nodes, cls, ctx)


Op.apply = op_apply


@staticmethod
def log_softmax_forward(ctx, x):
    x = x.astype(np.float32)
    z = x - np.max(x, axis=-1, keepdims=True)
    ctx["y"] = z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))
    return ctx["y"]


LogSoftmax.forward = log_softmax_forward


@staticmethod
def exp_forward(ctx, x):
    ctx["y"] = np.exp(x.astype("float32"))
    return ctx["y"]


Exp.forward = exp_forward


@staticmethod
def matmul_forward(ctx, a, b):
    ctx["operands"] = a.astype("f4"), b.astype("f4")
    return np.matmul(*ctx["operands"])


MatMul.forward = matmul_forward
