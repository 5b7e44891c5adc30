# /// mutant
# kills = ["test_momentum"]
# cause = "momentum"
# ///
"""A momentum above 1."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=1.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
