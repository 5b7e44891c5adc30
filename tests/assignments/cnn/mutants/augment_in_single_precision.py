# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# cause = "float32"
# ///
"""Always float32."""

import torch


def augment(images, generator):
    return images.float() + 0.1 * torch.rand(images.shape, generator=generator)
