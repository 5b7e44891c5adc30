# /// mutant
# kills = ["test_operators_and_methods_are_pure"]
# cause = "kept"
# ///
"""The exponential is computed once."""

import numpy as np

known = {}
Node.exp = lambda self: known.setdefault("exp", Exp.apply(self))
