# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# may_also_fail = ["test_augment_is_pure", "test_augment_keeps_the_digits"]
# cause = "shape"
# ///
"""Cropped to 24×24."""

import torch


def augment(images, generator):
    top, left = (int(torch.randint(0, 5, (), generator=generator)) for _ in range(2))
    return images[:, :, top : top + 24, left : left + 24]
