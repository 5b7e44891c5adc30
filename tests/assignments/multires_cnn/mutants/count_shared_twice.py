# /// mutant
# kills = ["test_what_counts_as_a_parameter"]
# cause = "shared"
# ///
"""A shared parameter counts for each of its names."""

def count_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for _, parameter in module.named_parameters(remove_duplicate=False))
