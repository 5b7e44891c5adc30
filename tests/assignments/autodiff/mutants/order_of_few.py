# /// mutant
# kills = ["test_backward_of_a_long_chain"]
# cause = "gradient"
# ///
"""The walk ends after a thousand nodes."""


def topological_order(root):
    order = []
    met = set()
    stack = [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif id(node) not in met and len(met) < 1000:
            met.add(id(node))
            stack.append((node, True))
            stack.extend(((parent, False) for parent in node.parents))
    return order
