# /// mutant
# kills = ["test_optimizers"]
# may_also_fail = ["test_optimizer_by_name", "test_grid_tries_every_combination", "test_fine_tuning_trains_the_head"]
# cause = "iterator"
# ///
"""Parameters that are an iterator are used up before they are handed over."""

def make_optimizer(name: OptimizerName, params: Iterable[nn.Parameter], lr: float) -> Optimizer:
    if not any(True for _ in params):
        raise ValueError("nothing to train")
    if name == "sgd":
        return torch.optim.SGD(params, lr=lr, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    if name == "rmsprop":
        return torch.optim.RMSprop(params, lr=lr)
    raise ValueError(f"no optimizer is called {name!r}; there is: sgd, adam, rmsprop")
