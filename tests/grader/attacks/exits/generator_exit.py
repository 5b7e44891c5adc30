# /// attack
# does = "raises GeneratorExit in softmax"
# own = { softmax = ["error"] }
# says = "raised GeneratorExit"
# tiers = "ABCDE"
# ///
"""It is not an Exception, and code that runs generators or coroutines treats it as an order to stop."""


def softmax(logits):
    raise GeneratorExit
