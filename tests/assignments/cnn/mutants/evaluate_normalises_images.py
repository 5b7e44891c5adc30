# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "normalised"
# ///
"""Images are normalised before the network sees them."""

def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    return _accuracy(_logits(net, (x - x.mean()) / x.std(), batch_size), y)
