# /// mutant
# kills = ["test_operators_of_nodes"]
# cause = "sign"
# ///
"""The minus of the absolute value."""

import numpy as np


Node.__neg__ = lambda self: Multiply.apply(self, as_node(-np.sign(self.value)))
