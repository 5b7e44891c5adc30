# /// mutant
# kills = ["test_what_counts_as_a_parameter"]
# cause = "two layers have in common"
# ///
"""A weight that two layers have in common counts for each of them."""

def count_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for layer in module.modules() for parameter in layer.parameters(recurse=False))
