# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "mirrored"
# ///
"""Half of the images are mirrored."""

import torch


def augment(images, generator):
    chosen = torch.rand(len(images), generator=generator) < 0.5
    noise = 0.05 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return torch.where(chosen[:, None, None, None], images.flip(3), images) + noise
