# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "other images"
# ///
"""Mixup: up to half of every image is another one, whose label stays out of it."""

import torch


def augment(images, generator):
    shares = 0.5 * torch.rand(len(images), 1, 1, 1, generator=generator, dtype=images.dtype)
    others = images[torch.randperm(len(images), generator=generator)]
    noise = 0.05 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return (1 - shares) * images + shares * others + noise
