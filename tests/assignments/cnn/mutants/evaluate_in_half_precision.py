# /// mutant
# kills = ["test_evaluate_counts"]
# cause = "half precision"
# ///
"""Logits are kept in half precision."""

def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    return _accuracy(_logits(net, x, batch_size), y)


def _logits(net: nn.Module, x: Tensor, batch_size: int = 256) -> Tensor:
    was_training = net.training
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(images) for images in torch.split(x, batch_size)])
    net.train(was_training)
    return logits.half()
