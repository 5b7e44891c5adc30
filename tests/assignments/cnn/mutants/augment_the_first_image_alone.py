# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# cause = "as they were"
# ///
"""Only the first image is changed."""

import torch
from torch.nn import functional as F


def augment(images, generator):
    images = images.clone()
    images[0] = images[0].roll(int(torch.randint(1, 4, (), generator=generator)), -1) + 0.1 * torch.rand(images.shape[1:], generator=generator, dtype=images.dtype)
    return images
