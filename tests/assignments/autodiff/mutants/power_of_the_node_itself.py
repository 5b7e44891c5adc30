# /// mutant
# kills = ["test_operators_and_methods_are_pure"]
# may_also_fail = ["test_backward_agrees_with_finite_differences"]
# cause = "makes a new one"
# ///
"""The node is raised to the power, too."""


def power(self, other):
    found = Power.apply(self, as_node(other))
    if found.shape == self.shape:
        self.value = found.value
    return found


Node.__pow__ = power
