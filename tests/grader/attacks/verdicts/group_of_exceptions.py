# /// attack
# does = "raises a group of exceptions, a hundred deep"
# own = { softmax = ["error"] }
# ///
"""Its nearest builtin needs more than a text to be made, so it is told without one."""

def softmax(logits):
    error = ValueError("innermost")
    for _ in range(100):
        error = ExceptionGroup("passed", [error, SystemExit(0) if isinstance(error, BaseExceptionGroup) else error][:1])
    raise error
