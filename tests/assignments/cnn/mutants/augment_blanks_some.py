# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "left"
# ///
"""A fifth of the images are blank."""

import torch
from torch.nn import functional as F


def augment(images, generator):
    kept = torch.rand(len(images), 1, 1, 1, generator=generator) > 0.2
    return images * kept + 0.02 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
