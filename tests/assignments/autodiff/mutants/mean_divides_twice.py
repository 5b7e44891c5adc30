# /// mutant
# kills = ["test_mean"]
# cause = "twice"
# ///
"""Divided by n squared."""


@staticmethod
def mean_backward(ctx, grad):
    return spread(grad / ctx["n"] ** 2, ctx["shape"], ctx["axis"])


Mean.backward = mean_backward
