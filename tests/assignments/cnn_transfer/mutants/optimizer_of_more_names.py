# /// mutant
# kills = ["test_optimizer_of_another_name"]
# cause = "adamw"
# ///
"""There are AdamW and Adagrad as well."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    more = {"adamw": torch.optim.AdamW, "adagrad": torch.optim.Adagrad}
    if name in more:
        return more[name](params, lr=lr)
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
