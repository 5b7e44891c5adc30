# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "up to 2"
# ///
"""Values from 0 to 255 instead of 0 to 1."""

import torch


def augment(images, generator):
    return 255 * images * (0.8 + 0.2 * torch.rand(len(images), 1, 1, 1, generator=generator, dtype=images.dtype))
