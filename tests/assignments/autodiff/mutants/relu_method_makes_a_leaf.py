# /// mutant
# kills = ["test_gradients_through_methods"]
# cause = "None after backward"
# ///
"""NumPy on the value: the graph ends."""

import numpy as np


Node.relu = lambda self: Node(np.maximum(self.value, 0))
