# /// mutant
# kills = ["test_augment_keeps_the_digits"]
# cause = "other images"
# ///
"""CutMix: a quarter of every image is that of another one."""

import torch


def augment(images, generator):
    others = images[torch.randperm(len(images), generator=generator)]
    rows, columns = images.shape[2] // 2, images.shape[3] // 2
    mixed = images + 0.05 * torch.rand(images.shape, generator=generator, dtype=images.dtype)
    mixed[:, :, :rows, :columns] = others[:, :, :rows, :columns]
    return mixed
