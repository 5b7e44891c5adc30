# /// mutant
# kills = ["test_parameters_are_counted"]
# cause = "whole numbers"
# ///
"""The count is a float."""

def count_parameters(module: nn.Module) -> int:
    return float(sum(parameter.numel() for parameter in module.parameters()))
