# /// mutant
# kills = ["test_accuracy_of_train_on_mnist"]
# may_also_fail = ["test_history_of_train_on_mnist", "test_compare_activations_on_mnist"]
# cause = "time limit"
# ///
"""Python adds up the products of numbers: right, and far too slow to train."""

import numpy as np


@staticmethod
def matmul_forward(ctx, a, b):
    ctx["operands"] = a, b
    if not a.ndim == b.ndim == 2:
        return np.asarray(a @ b)
    columns = b.T.tolist()
    return np.array([[sum(p * q for p, q in zip(row, column)) for column in columns] for row in a.tolist()])


MatMul.forward = matmul_forward
