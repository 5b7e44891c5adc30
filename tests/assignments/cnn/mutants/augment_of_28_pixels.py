# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# may_also_fail = ["test_augment_keeps_the_digits"]
# cause = "shape"
# ///
"""A grid of 28×28, whatever the images' size."""

import torch
from torch.nn import functional as F


def augment(images, generator):
    draws = torch.rand(len(images), 2, 1, generator=generator, dtype=images.dtype) / 4 - 0.125
    theta = torch.cat([torch.eye(2, dtype=images.dtype).expand(len(images), 2, 2), draws], dim=2)
    grid = F.affine_grid(theta, [len(images), 1, 28, 28], align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)
