# /// mutant
# kills = ["test_log"]
# cause = "incoming gradient"
# ///
"""The derivative without the incoming gradient."""


@staticmethod
def log_backward(ctx, grad):
    return 1 / ctx["x"]


Log.backward = log_backward
