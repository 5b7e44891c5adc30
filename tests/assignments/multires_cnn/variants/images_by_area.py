# /// variant
# why = "another interpolation, and padding around the image in place of a canvas"
# ///
"""Bicubic or area interpolation, padded to the size; a random key for each image decides its group."""

import torch
from torch.nn import functional as F


def make_multires(images, labels, sizes, generator):
    keys = torch.rand(len(images), generator=generator, dtype=torch.float64)
    chunks = keys.argsort().tensor_split(len(sizes))
    result = {}
    for s, members in zip(sizes, chunks):
        parts = []
        for index in members.tolist():
            low = (s + 1) // 2
            side = low + int(torch.rand((), generator=generator) * (s - low + 1))
            free = s - side
            top = int(torch.rand((), generator=generator) * (free + 1))
            left = int(torch.rand((), generator=generator) * (free + 1))
            mode = "area" if side < images.shape[-1] else "bicubic"
            small = F.interpolate(images[index : index + 1], size=side, mode=mode)
            parts.append(F.pad(small, (left, free - left, top, free - top)))
        x = torch.cat(parts) if parts else images.new_zeros((0, 1, s, s))
        result[int(s)] = (x, labels.index_select(0, members))
    return result
