# /// mutant
# kills = ["test_cnn_drops"]
# cause = "generator"
# ///
"""What is dropped comes from NumPy's global generator, which no seed of torch's reaches."""

import numpy as np


def cnn_forward(self, x):
    flatten, dropout, last = self.classifier
    x = flatten(self.features(x))
    if self.training and dropout.p:
        x = x * torch.from_numpy(np.random.rand(*x.shape) >= dropout.p) / (1 - dropout.p)
    return last(x)


CNN.forward = cnn_forward
