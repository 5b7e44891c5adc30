# /// mutant
# kills = ["test_transpose"]
# cause = "wrong"
# ///
"""The order that is asked for is overlooked."""


@staticmethod
def transpose_forward(ctx, x, axes=None):
    ctx["axes"] = range(x.ndim)[::-1]
    return x.transpose()


Transpose.forward = transpose_forward
