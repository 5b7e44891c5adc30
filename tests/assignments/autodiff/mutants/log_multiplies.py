# /// mutant
# kills = ["test_log"]
# cause = "divide"
# ///
"""Multiplied by x."""


@staticmethod
def log_backward(ctx, grad):
    return grad * ctx["x"]


Log.backward = log_backward
