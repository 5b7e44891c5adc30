# /// attack
# does = "raises a warning, and one that pytest makes of a test that returns something"
# own = { softmax = ["error"] }
# ///
"""A category of warnings that is raised is an exception like others."""

class PytestReturnNotNoneWarning(UserWarning):
    pass


def softmax(logits):
    raise PytestReturnNotNoneWarning("the test passed")
