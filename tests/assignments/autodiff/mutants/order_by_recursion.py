# /// mutant
# kills = ["test_backward_of_a_long_chain"]
# cause = "recursion"
# ///
"""The graph is walked by recursion."""


def topological_order(root):
    order, met = [], set()

    def visit(node):
        if id(node) not in met:
            met.add(id(node))
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order
