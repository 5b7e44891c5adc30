# /// mutant
# kills = ["test_train_changes_modes"]
# cause = "training mode"
# ///
"""For the validation in training, evaluation mode is set for the network, not for its layers."""

def _in_evaluation_mode(net: nn.Module, x: Tensor, batch_size: int = 256) -> Tensor:
    was_training = net.training
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(images) for images in torch.split(x, batch_size)])
    net.train(was_training)
    return logits


def evaluate(net: nn.Module, x: Tensor, y: Tensor, batch_size: int = 256) -> float:
    return _accuracy(_in_evaluation_mode(net, x, batch_size), y)


def _logits(net: nn.Module, x: Tensor, batch_size: int = 256) -> Tensor:
    was_training = net.training
    net.training = False
    with torch.no_grad():
        logits = torch.cat([net(images) for images in torch.split(x, batch_size)])
    net.training = was_training
    return logits
