# /// mutant
# kills = ["test_log"]
# cause = "squeeze"
# ///
"""The gradient loses an axis of length 1."""

import numpy as np

Log.backward = staticmethod(lambda ctx, grad: np.squeeze(grad / ctx["x"]))
