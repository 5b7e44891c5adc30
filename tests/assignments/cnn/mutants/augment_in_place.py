# /// mutant
# kills = ["test_augment_is_pure"]
# cause = "changes its arguments"
# ///
"""The noise is added in place."""

import torch


def augment(images, generator):
    images += 0.1 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return images
