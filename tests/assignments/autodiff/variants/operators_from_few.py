# /// variant
# why = "which operations an operator uses is free"
# ///
"""Differences and quotients are composed of sums, products and powers."""

import numpy as np

Node.__neg__ = lambda self: self * -1
Node.__sub__ = lambda self, other: self + as_node(other) * -1
Node.__rsub__ = lambda self, other: as_node(other) + self * -1
Node.__truediv__ = lambda self, other: self * as_node(other) ** -1
Node.__rtruediv__ = lambda self, other: as_node(other) * self**-1
Node.__pow__ = lambda self, other: Power.apply(self, as_node(other))
Node.mean = lambda self, axis=None, keepdims=False: (lambda total: total * (total.value.size / self.value.size))(
    self.sum(axis, keepdims)
)
Node.sigmoid = lambda self: 1 / (1 + (self * -1).exp())


def cross_entropy(logits, targets):
    shifted = logits - logits.value.max(axis=1, keepdims=True)
    log_sum = shifted.exp().sum(axis=1).log()
    chosen = (shifted * np.eye(logits.shape[1])[np.array(targets, dtype=int)]).sum(axis=1)
    return (log_sum - chosen).mean()
