# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "256"
# ///
"""Batches of 1,000 where no size is given."""

def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 1000) -> float:
    return _accuracy(_logits(net, x, batch_size), y)
