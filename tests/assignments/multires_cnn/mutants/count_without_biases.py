# /// mutant
# kills = ["test_parameters_are_counted"]
# may_also_fail = ["test_what_counts_as_a_parameter"]
# cause = "biases"
# ///
"""Weights only."""

def count_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters() if parameter.dim() > 1)
