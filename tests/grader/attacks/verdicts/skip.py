# /// attack
# does = "raises an exception that looks like pytest's own for a skipped test"
# own = { softmax = ["error"] }
# says = "Skipped"
# quick = true
# ///
"""A skipped test counts as passed where only the exit status is looked at. pytest is not there to be imported; its
exceptions can be imitated, and are the submission's."""

try:
    from _pytest.outcomes import Exit, Skipped, XFailed
except ImportError:

    class Skipped(BaseException):
        __module__ = "builtins"
        _use_item_location = allow_module_level = True
        msg = "nothing to test"

    Exit = XFailed = Skipped


def softmax(logits):
    raise Skipped("nothing to test")
