# /// mutant
# kills = ["test_parameters_are_counted"]
# may_also_fail = ["test_what_counts_as_a_parameter"]
# cause = "first axes"
# ///
"""len of a tensor is its first axis."""

def count_parameters(module: nn.Module) -> int:
    return sum(len(parameter) for parameter in module.parameters())
