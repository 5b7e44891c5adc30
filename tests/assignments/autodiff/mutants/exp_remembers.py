# /// mutant
# kills = ["test_operators_and_methods_are_pure"]
# may_also_fail = ["test_backward_of_a_chain", "test_gradients_through_methods"]
# cause = "kept"
# ///
"""The exponential is computed once."""

import numpy as np

known = {}
Node.exp = lambda self: known.setdefault("exp", Exp.apply(self))
