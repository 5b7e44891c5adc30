# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "scaled"
# ///
"""Images are divided by 255 once more."""

def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    return _accuracy(_logits(net, x / 255, batch_size), y)
