# /// mutant
# kills = ["test_backward_of_an_operation_can_be_called_twice"]
# cause = "ctx"
# ///
"""What was kept is taken out."""


@staticmethod
def log_backward(ctx, grad):
    return grad / ctx.pop("x")


Log.backward = log_backward
