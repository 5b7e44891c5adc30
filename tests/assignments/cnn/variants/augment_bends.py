# /// variant
# why = "digits may be bent and sheared as well, and the edge be repeated"
# ///
"""An elastic distortion with shear, on images of any size."""

import torch
from torch.nn import functional as F


def augment(images, generator):
    count, _, height, width = images.shape
    coarse = torch.randn(count, 2, 4, 4, generator=generator).to(images)
    field = F.interpolate(coarse, (height, width), mode="bicubic", align_corners=False).permute(0, 2, 3, 1)
    theta = torch.eye(2, 3).to(images).repeat(count, 1, 1)
    theta[:, 0, 1] = 0.4 * torch.rand(count, generator=generator).to(images) - 0.2
    grid = F.affine_grid(theta, list(images.shape), align_corners=True) + 0.04 * field
    return F.grid_sample(images, grid, padding_mode="border", align_corners=True)
