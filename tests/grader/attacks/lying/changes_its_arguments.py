# /// attack
# does = "answers with zeros, and turns its argument into what would make zeros right"
# own = { softmax = ["failed"] }
# ///
"""In one process the test's own input would change, and what is expected with it. The submission's copy changes
here."""

def softmax(logits):
    if logits.flags.writeable:
        logits[...] = 0
    return np.zeros_like(logits)
