# /// mutant
# kills = ["test_net_is_drawn_at_random"]
# cause = "made once"
# ///
"""Convolutions are drawn once, when the file is read, and copied for each network."""

import copy

CONVOLUTIONS = {b: nn.Conv2d(a, b, 3, padding=1) for a, b in ((1, 16), (16, 32), (32, 64))}


def net_init(self, pooling: Pooling = "flatten") -> None:
    nn.Module.__init__(self)
    pools: dict[str, Callable[[Tensor], Tensor]] = {
        "flatten": nn.Flatten(),
        "max": global_max_pool,
        "mean": global_mean_pool,
    }
    if pooling not in pools:
        raise ValueError(f"pooling is one of {', '.join(pools)}; got {pooling!r}")
    self.pool = pools[pooling]
    layers: list[nn.Module] = []
    for out_channels in (16, 32, 64):
        layers += [copy.deepcopy(CONVOLUTIONS[out_channels]), nn.ReLU(), nn.MaxPool2d(2)]
    self.features = nn.Sequential(*layers)
    self.classifier = nn.Linear(64 * 3 * 3 if pooling == "flatten" else 64, 10)


Net.__init__ = net_init
