# /// attack
# does = "raises NotImplementedError with a text of success"
# own = { softmax = ["failed"] }
# says = "not written yet"
# tiers = "ABCDE"
# ///
"""What is not written yet is wrong, whatever it says."""

def softmax(logits):
    raise NotImplementedError("passed")
