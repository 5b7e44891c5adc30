# /// mutant
# kills = ["test_backward_of_stacked_diamonds"]
# cause = "time"
# ///
"""What was met already is looked for by walking again."""


def topological_order(root):
    order = []
    stack = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    last = {id(node): node for node in order}
    return list(last.values())
