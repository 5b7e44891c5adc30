# /// mutant
# kills = ["test_fold"]
# may_also_fail = ["test_layer_goes_backward"]
# cause = "scalar type"
# ///
"""Copies are added up in double precision, to which no others can be added."""

import torch


def fold(patches, input_size, kernel_size, stride, padding):
    images, (height, width), (kh, kw) = len(patches), input_size, kernel_size
    numbers = torch.arange(1.0, height * width + 1, dtype=torch.float64).reshape(1, 1, height, width)
    places = unfold(numbers, kernel_size, stride, padding).long().flatten()  # 0 is the frame of padding
    pixels = patches.reshape(-1, len(places))
    padded = torch.zeros(len(pixels), height * width + 1, dtype=torch.float64).index_add_(1, places, pixels)
    return padded[:, 1:].reshape(images, patches.shape[1] // (kh * kw), height, width)
