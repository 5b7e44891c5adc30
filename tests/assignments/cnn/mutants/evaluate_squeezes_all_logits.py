# /// mutant
# kills = ["test_evaluate_counts"]
# may_also_fail = ["test_history_is_what_was_measured"]
# cause = "dimension"
# ///
"""The logits of all images are squeezed: a single one loses its axis."""

def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    return _accuracy(_logits(net, x, batch_size), y)


def _logits(net: nn.Module, x: Tensor, batch_size: int = 256) -> Tensor:
    was_training = net.training
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(images) for images in torch.split(x, batch_size)])
    net.train(was_training)
    return logits.squeeze()
