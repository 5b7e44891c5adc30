# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "strong"
# ///
"""Noise in which no digit is seen."""

import torch


def augment(images, generator):
    return images + 5 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
