# /// mutant
# kills = ["test_parameters_are_counted"]
# cause = "nothing draws random numbers"
# ///
"""Counting seeds torch."""

def count_parameters(module: nn.Module) -> int:
    torch.manual_seed(0)
    return sum(parameter.numel() for parameter in module.parameters())
