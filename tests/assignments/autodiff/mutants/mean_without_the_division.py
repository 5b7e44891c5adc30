# /// mutant
# kills = ["test_mean"]
# cause = "division"
# ///
"""Every entry gets the whole gradient."""


@staticmethod
def mean_backward(ctx, grad):
    return spread(grad, ctx["shape"], ctx["axis"])


Mean.backward = mean_backward
