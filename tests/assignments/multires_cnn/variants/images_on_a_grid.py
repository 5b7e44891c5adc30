# /// variant
# why = "indices of the nearest pixel resize as well, and a stack of canvases is a group"
# ///
"""The nearest pixel by indices; groups by turns of a shuffled list; lists and tuples."""

import random

import torch


def make_multires(images, labels, sizes, generator):
    draw = random.Random(int(torch.randint(2**62, (), generator=generator)))
    order = list(range(len(images)))
    draw.shuffle(order)
    groups = {}
    for number, size in enumerate(sizes):
        mine = order[number :: len(sizes)]
        canvases = torch.zeros(len(mine), 1, size, size, dtype=images.dtype)
        for row, index in enumerate(mine):
            side = draw.randint((size + 1) // 2, size)
            top, left = draw.randint(0, size - side), draw.randint(0, size - side)
            places = (torch.arange(side) + 0.5) * images.shape[-1] / side
            places = places.long()
            canvases[row, 0, top : top + side, left : left + side] = images[index, 0][places][:, places]
        groups[size] = [canvases, labels[mine]]
    return groups
