# /// mutant
# kills = ["test_gradients_through_methods"]
# may_also_fail = ["test_backward_leaves_values_alone"]
# cause = "None after backward"
# ///
"""NumPy on the value: the graph ends."""

import numpy as np


Node.relu = lambda self: Node(np.maximum(self.value, 0))
