# /// mutant
# kills = ["test_backward_of_equal_leaves"]
# may_also_fail = [
#     "test_gradients_through_methods",
#     "test_backward_of_a_chain",
#     "test_backward_of_a_node_used_twice_in_one_operation",
#     "test_backward_of_diamonds_of_unequal_depth",
#     "test_gradients_do_not_alias",
#     "test_backward_leaves_values_alone",
#     "test_backward_of_stacked_diamonds",
#     "test_backward_agrees_with_finite_differences",
# ]
# cause = "values"
# ///
"""Nodes with equal values are taken for one."""


def topological_order(root):
    order = []
    met = set()
    stack = [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node.value.tobytes() not in met:
            met.add(node.value.tobytes())
            stack.append((node, True))
            stack.extend(((parent, False) for parent in node.parents))
    return order
