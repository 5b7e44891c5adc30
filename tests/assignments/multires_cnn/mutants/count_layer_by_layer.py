# /// mutant
# kills = ["test_parameters_are_counted"]
# may_also_fail = ["test_what_counts_as_a_parameter", "test_compare_leaves_the_data"]
# cause = "only convolutions"
# ///
"""Direct children only, convolutions only."""

def count_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for child in module.children() if isinstance(child, nn.Conv2d) for parameter in child.parameters())
