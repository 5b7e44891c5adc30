# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "left"
# ///
"""Most rows are wiped out."""

import torch


def augment(images, generator):
    start = int(torch.randint(0, 4, (), generator=generator))
    noise = 0.01 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    kept = torch.zeros_like(images)
    kept[:, :, start : start + 8] = images[:, :, start : start + 8]
    return kept + noise
