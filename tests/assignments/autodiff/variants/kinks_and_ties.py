# /// variant
# why = "at kinks and ties the choice is free"
# ///
"""ReLU has the derivative one half at 0, and Max gives all to the first of several."""

import numpy as np


class ReLU(Op):
    @staticmethod
    def forward(ctx, x):
        ctx["slope"] = 0.5 * (np.sign(x) + 1)
        return np.where(x > 0, x, 0.0)

    @staticmethod
    def backward(ctx, grad):
        return (grad * ctx["slope"],)


class Max(Op):
    @staticmethod
    def forward(ctx, x, axis=None, keepdims=False):
        axes = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        axes = tuple(sorted(a % x.ndim for a in axes)) if x.ndim else ()
        kept = [a for a in range(x.ndim) if a not in axes]
        moved = x.transpose(*kept, *axes)
        flat = moved.reshape([x.shape[a] for a in kept] + [-1])
        ctx["where"], ctx["flat"], ctx["moved"], ctx["order"] = flat.argmax(-1), flat.shape, moved.shape, [*kept, *axes]
        return x.max(axis=axis, keepdims=keepdims)

    @staticmethod
    def backward(ctx, grad):
        flat = np.zeros(ctx["flat"])
        np.put_along_axis(flat, ctx["where"][..., None], grad.reshape(ctx["where"].shape)[..., None], axis=-1)
        return flat.reshape(ctx["moved"]).transpose(np.argsort(ctx["order"]))
