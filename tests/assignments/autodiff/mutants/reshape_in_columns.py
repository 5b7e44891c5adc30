# /// mutant
# kills = ["test_reshape"]
# cause = "places"
# ///
"""In Fortran's order on the way back."""


@staticmethod
def reshape_backward(ctx, grad):
    return grad.reshape(ctx["shape"], order="F")


Reshape.backward = reshape_backward
