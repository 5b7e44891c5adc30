# /// mutant
# kills = ["test_gradients_through_methods"]
# may_also_fail = ["test_backward_of_a_chain", "test_second_backward_adds"]
# cause = "None after backward"
# ///
"""NumPy on the value: the graph ends."""

import numpy as np


Node.exp = lambda self: Node(np.exp(self.value))
