# /// mutant
# kills = ["test_transpose"]
# cause = "from the end"
# ///
"""argsort of axes counted from the end."""


@staticmethod
def transpose_forward(ctx, x, axes=None):
    ctx["axes"] = range(x.ndim)[::-1] if axes is None else axes
    return x.transpose(axes)


Transpose.forward = transpose_forward
