# /// variant
# why = "a change may come by chance, to half of the images"
# ///
"""Half of the images are moved, half stay as they were."""

import torch


def augment(images, generator):
    moved = images.clone()
    for i in range(len(images)):
        if torch.rand((), generator=generator) < 0.5:
            down, right = torch.randint(-2, 3, (2,), generator=generator).tolist()
            moved[i] = images[i].roll((down, right), dims=(1, 2)) * (0.8 + 0.2 * torch.rand((), generator=generator))
    return moved
