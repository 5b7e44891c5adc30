# /// mutant
# kills = ["test_what_counts_as_a_parameter"]
# cause = "any name"
# ///
"""Only what is called weight or bias counts."""

def count_parameters(module: nn.Module) -> int:
    found = {
        id(parameter): parameter.numel()
        for layer in module.modules()
        for parameter in (getattr(layer, "weight", None), getattr(layer, "bias", None))
        if isinstance(parameter, nn.Parameter)
    }
    return sum(found.values())
