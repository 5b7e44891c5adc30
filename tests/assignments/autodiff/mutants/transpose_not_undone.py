# /// mutant
# kills = ["test_transpose"]
# cause = "inverse"
# ///
"""The same permutation once more."""


@staticmethod
def transpose_backward(ctx, grad):
    return grad.transpose(ctx["axes"])


Transpose.backward = transpose_backward
