# /// mutant
# kills = ["test_parameters_are_counted"]
# may_also_fail = ["test_what_counts_as_a_parameter"]
# cause = "not their numbers"
# ///
"""How many parameters, not how many numbers."""

def count_parameters(module: nn.Module) -> int:
    return len(list(module.parameters()))
