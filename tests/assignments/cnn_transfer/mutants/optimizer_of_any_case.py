# /// mutant
# kills = ["test_optimizer_of_another_name"]
# cause = "Adam"
# ///
"""Capital letters make no difference."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    name = name.lower()
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
