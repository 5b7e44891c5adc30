# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "mixed up"
# ///
"""The images of a batch change places."""

import torch


def augment(images, generator):
    noise = 0.05 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return images[torch.randperm(len(images), generator=generator)] + noise
