# /// mutant
# kills = ["test_what_counts_as_a_parameter"]
# cause = "frozen"
# ///
"""Parameters that ask for a gradient only."""

def count_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)
