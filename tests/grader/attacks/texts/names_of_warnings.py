# /// attack
# does = "warns with markup and escapes, and answers rightly"
# own = {}
# ///
"""A warning's text is among what is observed of a call, and in the output."""

import warnings


class Markup(UserWarning):
    pass


Markup.__name__ = "<script>alert(1)</script>"


def softmax(logits):
    warnings.warn("<img src=x onerror=alert(1)>\x1b[2J\u202e" * 100, Markup, stacklevel=1)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
