# /// mutant
# kills = ["test_backward_of_equal_leaves"]
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
