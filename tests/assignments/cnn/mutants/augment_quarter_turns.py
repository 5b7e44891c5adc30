# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# may_also_fail = ["test_augment_gives_other_images_each_time"]
# cause = "quarter"
# ///
"""Half of the images are turned by a quarter."""

import torch


def augment(images, generator):
    chosen = torch.rand(len(images), generator=generator) < 0.5
    noise = 0.05 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    return torch.where(chosen[:, None, None, None], images.rot90(1, (2, 3)), images) + noise
