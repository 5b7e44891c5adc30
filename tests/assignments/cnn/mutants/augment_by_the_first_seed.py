# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# cause = "same images"
# ///
"""A generator of its own, with the seed that the one handed over began with."""

import torch
from torch.nn import functional as F


def augment(images, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    return images + 0.1 * torch.rand(images.shape, generator=own, dtype=images.dtype)
