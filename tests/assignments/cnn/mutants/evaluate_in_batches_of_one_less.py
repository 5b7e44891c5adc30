# /// mutant
# kills = ["test_evaluate_counts"]
# cause = "split_size"
# ///
"""Batches hold one image less than they may: none at all where that is one."""

def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    return _accuracy(_logits(net, x, batch_size - 1), y)
