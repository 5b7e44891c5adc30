# /// variant
# why = "how much is drawn may depend on the images"
# ///
"""Noise where there is ink, and a shift that is drawn again until all of the digit stays in the picture."""

import torch


def moved(image, generator):
    ink = image[0] > 0.1
    while True:
        rows, columns = torch.randint(-3, 4, (2,), generator=generator).tolist()
        shifted = torch.zeros_like(image)
        height, width = image.shape[1:]
        shifted[:, max(rows, 0) : height + min(rows, 0), max(columns, 0) : width + min(columns, 0)] = image[
            :, max(-rows, 0) : height + min(-rows, 0), max(-columns, 0) : width + min(-columns, 0)
        ]
        if (shifted > 0.1).sum() == ink.sum():
            return shifted


def augment(images, generator):
    changed = torch.stack([moved(image, generator) for image in images])
    ink = changed > 0.1
    changed[ink] += 0.05 * torch.randn(int(ink.sum()), generator=generator, dtype=images.dtype)
    return changed
