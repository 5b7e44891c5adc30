# /// mutant
# kills = ["test_optimizers"]
# may_also_fail = ["test_momentum"]
# cause = "rate"
# ///
"""SGD at 0.01."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    if name == "sgd":
        return torch.optim.SGD(params, lr=0.01, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
