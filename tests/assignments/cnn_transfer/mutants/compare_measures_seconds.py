# /// mutant
# kills = ["test_comparison"]
# cause = "measured here"
# ///
"""Seconds of measuring in place of training."""

import time


def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        begun = time.perf_counter()
        loss, accuracy = _measured(model, test)
        seconds = time.perf_counter() - begun
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
