# /// mutant
# kills = ["test_transpose"]
# cause = "axes"
# ///
"""Only the last two axes change places."""


@staticmethod
def transpose_forward(ctx, x, axes=None):
    axes = (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2) if axes is None else axes
    ctx["axes"] = [axis % x.ndim for axis in axes]
    return x.transpose(axes)


Transpose.forward = transpose_forward
