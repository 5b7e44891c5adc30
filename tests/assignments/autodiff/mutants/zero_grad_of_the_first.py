# /// mutant
# kills = ["test_zero_grad_forgets"]
# cause = "not None or zeros"
# ///
"""Only the first node's gradient is forgotten."""


def zero_grad(nodes):
    for node in nodes:
        node.grad = None
        return
