# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "mirrored"
# ///
"""An eighth of the images are mirrored."""

import torch
from torch.nn import functional as F


def augment(images, generator):
    chosen = torch.rand(len(images), 1, 1, 1, generator=generator) < 1 / 8
    noise = 0.05 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return torch.where(chosen, images.flip(3), images) + noise
