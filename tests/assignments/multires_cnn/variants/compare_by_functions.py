# /// variant
# why = "enlarged images may be one group or several, by any interpolation"
# ///
"""All enlarged images as one group for training; nearest pixels; more keys in a row; wall-clock seconds by datetime."""

from datetime import datetime

import torch
from torch import nn


def enlarged(x):
    return nn.Upsample(size=(64, 64), mode="nearest")(x)


def compare(train_groups, test_groups, *, epochs=1, batch_size=64, lr=3e-3, seed=0):
    def rows(name, net, groups, tests):
        begin = datetime.now()
        history = train(net, groups, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
        seconds = (datetime.now() - begin).total_seconds()
        count = count_parameters(net)
        return [
            dict(network=name, resolution=key, accuracy=value, parameters=count, seconds=seconds, history=history)
            for key, value in evaluate_by_resolution(net, tests).items()
        ]

    torch.manual_seed(seed)
    multi = rows("MultiResNet", MultiResNet(), train_groups, test_groups)
    torch.manual_seed(seed)
    all_of_them = {
        64: (torch.cat([enlarged(x) for x, _ in train_groups.values()]), torch.cat([y for _, y in train_groups.values()]))
    }
    tests = {key: (enlarged(x), y) for key, (x, y) in test_groups.items()}
    return multi + rows("FixedResNet", FixedResNet(), all_of_them, tests)
