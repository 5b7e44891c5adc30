# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "other images"
# ///
"""A quarter of the image that is two places on."""

import torch


def augment(images, generator):
    noise = 0.05 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return 0.75 * images + 0.25 * images.roll(2, dims=0) + noise
