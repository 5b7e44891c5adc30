# /// mutant
# kills = ["test_backward_of_a_long_chain"]
# cause = "recursion"
# ///
"""The first operands are followed by a loop, the others by recursion."""

def topological_order(root):
    order, met = [], set()

    def visit(node):
        line = []
        while node is not None and id(node) not in met:
            met.add(id(node))
            line.append(node)
            node = node.parents[0] if node.parents else None
        for each in reversed(line):
            for parent in each.parents[1:]:
                visit(parent)
            order.append(each)

    visit(root)
    return order
