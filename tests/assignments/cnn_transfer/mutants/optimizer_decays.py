# /// mutant
# kills = ["test_optimizers"]
# may_also_fail = ["test_momentum"]
# cause = "weight decay"
# ///
"""SGD with weight decay."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=0.9, weight_decay=1e-2)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
