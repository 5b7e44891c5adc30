# /// mutant
# kills = ["test_optimizers"]
# cause = "eps"
# ///
"""RMSprop as Keras has it."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr, eps=1e-7)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
