# /// mutant
# kills = ["test_relu"]
# cause = "squeeze"
# ///
"""The gradient loses an axis of length 1."""

import numpy as np

ReLU.backward = staticmethod(lambda ctx, grad: np.squeeze(grad * ctx["positive"]))
