# /// variant
# why = "how images are changed is free"
# ///
"""Random crops of the padded image, and a square that is wiped out."""

import torch
from torch.nn import functional as F


def augment(images, generator):
    height, width = images.shape[-2:]
    padded = F.pad(images, (2, 2, 2, 2))
    results = []
    for image in padded:
        top, left, row, column = (int(torch.randint(0, 5, (1,), generator=generator)) for _ in range(4))
        crop = image[:, top : top + height, left : left + width].clone()
        crop[:, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4] *= 0.5
        results.append(crop * (0.8 + 0.2 * torch.rand(1, generator=generator)).to(images))
    return torch.stack(results)
