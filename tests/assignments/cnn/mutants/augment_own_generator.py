# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# cause = "generator"
# ///
"""A generator of its own, always with the same seed."""

import torch


def augment(images, generator):
    own = torch.Generator().manual_seed(0)
    down, right = (int(torch.randint(-2, 3, (), generator=own)) for _ in range(2))
    return images.roll((down, right or 1), (2, 3))
