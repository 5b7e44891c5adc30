# /// mutant
# kills = ["test_what_counts_as_a_parameter"]
# cause = "buffers"
# ///
"""Everything in the state, buffers as well."""

def count_parameters(module: nn.Module) -> int:
    return sum(value.numel() for value in module.state_dict().values())
