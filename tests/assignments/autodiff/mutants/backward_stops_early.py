# /// mutant
# kills = ["test_backward_of_a_chain"]
# may_also_fail = [
#     "test_operators_with_numbers_and_arrays",
#     "test_gradients_through_methods",
#     "test_gradients_of_broadcast_operands",
#     "test_gradients_of_broadcast_products",
#     "test_gradients_through_operation_of_somebody_else",
#     "test_backward_of_a_node_used_many_times",
#     "test_backward_of_a_node_used_twice_in_one_operation",
#     "test_backward_of_diamonds_of_unequal_depth",
#     "test_backward_of_equal_leaves",
#     "test_second_backward_adds",
#     "test_backward_of_another_node_adds",
#     "test_gradients_do_not_alias",
#     "test_backward_leaves_values_alone",
#     "test_backward_of_a_long_chain",
#     "test_backward_of_stacked_diamonds",
#     "test_backward_agrees_with_finite_differences",
# ]
# cause = "None after backward"
# ///
"""Only the operands of the last operation get a gradient."""

import numpy as np


def node_backward(self):
    if self.value.size != 1:
        raise ValueError(f"backward starts from a single number, not from shape {self.shape}")
    upstream = {id(self): np.ones_like(self.value)}
    for node in reversed(topological_order(self)):
        grad = upstream.pop(id(node))
        node.grad = grad.copy() if node.grad is None else node.grad + grad
        if node.op is None:
            continue
        found = node.op.backward(node.ctx, grad)
        shares = found if isinstance(found, tuple | list) else [found]
        for parent, share in zip(node.parents, shares, strict=True):
            known = upstream.get(id(parent))
            upstream[id(parent)] = share if known is None else known + share
        if node is self:
            for parent in node.parents:
                parent.grad = upstream.get(id(parent))
            return


Node.backward = node_backward
