# /// variant
# why = "one shift for the whole batch is a change, too"
# ///
"""All images of a batch are moved alike, and get a little noise."""

import torch


def augment(images, generator):
    down, right = torch.randint(-2, 3, (2,), generator=generator).tolist()
    moved = images.roll(shifts=(down, right), dims=(-2, -1))
    return moved + 0.02 * torch.randn(images.shape, generator=generator).to(images)
