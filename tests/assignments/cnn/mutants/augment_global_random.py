# /// mutant
# kills = ["test_augment_is_pure"]
# may_also_fail = ["test_augment_gives_other_images_each_time", "test_augment_keeps_the_digits"]
# cause = "global generator"
# ///
"""Draws from torch's global generator."""

import torch


def augment(images, generator):
    return images + 0.1 * torch.rand(images.shape, dtype=images.dtype)
