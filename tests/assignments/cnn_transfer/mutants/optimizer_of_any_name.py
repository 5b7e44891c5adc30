# /// mutant
# kills = ["test_optimizer_of_another_name"]
# cause = "accepted"
# ///
"""Whatever is unknown is SGD."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    return torch.optim.SGD(params, lr=lr)
