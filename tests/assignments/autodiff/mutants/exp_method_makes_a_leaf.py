# /// mutant
# kills = ["test_gradients_through_methods"]
# cause = "None after backward"
# ///
"""NumPy on the value: the graph ends."""

import numpy as np


Node.exp = lambda self: Node(np.exp(self.value))
