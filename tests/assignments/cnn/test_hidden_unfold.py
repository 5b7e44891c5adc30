"""Unfolding images into patches and folding them back.

| sentence                                              | test                                    |
| ----------------------------------------------------- | --------------------------------------- |
| unfold: a column a window, channels first, then rows, | test_unfold                             |
| then columns of the window                            |                                         |
| stride, padding, what is left over                    | test_unfold_with_stride_and_padding     |
| a batch of one, one channel, extreme kernels          | test_unfold_of_a_single_image           |
| tensors may be strided                                | test_unfold_and_fold_of_strided_tensors |
| fold: every pixel the sum of its copies; float32      | test_fold                               |
| fold: stride, padding, pixels that no window reaches  | test_fold_with_stride_and_padding       |
| arguments stay as they are                            | test_unfold_is_pure, test_fold_is_pure  |
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from grader.checks import CheckFailure, check_close, check_shape, check_unchanged
from grader.judge import points

PART = "Unfold and fold"
NEEDS = ["conv_output_size"]
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-5}
# sizes of the image and of the window, stride, padding; the last two tempt to short cuts that forget stride or padding
GEOMETRIES = [
    ((7, 9), (3, 2), 2, 0),
    ((5, 4), (2, 3), 1, 2),
    ((8, 6), (3, 4), 3, 1),
    ((8, 6), (2, 3), 3, 1),
    ((5, 7), (1, 1), 2, 1),
    ((6, 7), (2, 2), 2, 1),
]


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape))


def unfolded(x, kernel_size, stride, padding):
    return F.unfold(x, kernel_size, stride=stride, padding=padding)


def folded(patches, size, kernel_size, stride, padding):
    return F.fold(patches, size, kernel_size, stride=stride, padding=padding)


def other_unfoldings(x, kernel_size, stride, padding):
    """Typical mistakes, and what each gives."""
    (b, c), (kh, kw) = x.shape[:2], kernel_size
    right = unfolded(x, kernel_size, stride, padding)
    rows = (x.shape[2] + 2 * padding - kh) // stride + 1
    places = right.reshape(b, c, kh, kw, rows, -1)
    return {
        "do the rows go through the window first and the channels last? Channels come first": lambda: places.permute(
            0, 2, 3, 1, 4, 5
        ).reshape(right.shape),
        "are rows and columns of the window swapped? Columns run fastest": lambda: places.transpose(2, 3).reshape(
            right.shape
        ),
        "do the windows run down the columns first? They run along the rows": lambda: places.transpose(4, 5).reshape(
            right.shape
        ),
        "is the window flipped?": lambda: places.flip(2, 3).reshape(right.shape),
        "are patches the rows, and not the columns?": lambda: right.transpose(1, 2),
        "is the stride left out?": lambda: unfolded(x, kernel_size, 1, padding),
        "is the padding left out?": lambda: unfolded(x, kernel_size, stride, 0),
        "is the edge repeated as padding? It is zeros": lambda: unfolded(
            F.pad(x, (padding,) * 4, mode="replicate"), kernel_size, stride, 0
        ),
    }


def check_unfold(submission, x, kernel_size, stride, padding):
    name = f"unfold with a window {kernel_size}, stride {stride}, padding {padding}"
    likely = other_unfoldings(x, kernel_size, stride, padding)
    patches = submission.unfold(x, kernel_size, stride, padding)
    check_close(patches, unfolded(x, kernel_size, stride, padding), name=name, likely=likely, **CLOSE)


@points(4, part=PART, of="unfold", needs=NEEDS)
def test_unfold(submission, rng):
    """Patches as columns, in the order channel, row, column"""
    check_unfold(submission, normal(rng, 2, 3, 6, 9), (2, 4), 1, 0)


@points(3, part=PART, of="unfold", needs=NEEDS)
def test_unfold_with_stride_and_padding(submission, rng):
    """Patches with strides that leave a remainder, and with padding"""
    for size, kernel_size, stride, padding in GEOMETRIES:
        check_unfold(submission, normal(rng, 2, 3, *size), kernel_size, stride, padding)


@points(1, part=PART, of="unfold", needs=NEEDS)
def test_unfold_of_a_single_image(submission, rng):
    """Patches of one image with one channel, in float32; windows of one pixel and of the whole image"""
    for kernel_size in ((1, 1), (5, 4), (2, 4)):
        check_unfold(submission, normal(rng, 1, 1, 5, 4).float(), kernel_size, 1, 0)


def check_pure(function, right, name, x, *sizes):
    """The argument stays, and the function, which is linear, gives the opposite for the opposite.

    After a call with stride 2 and padding 1 one with others, which give the same shape, is right if that was.
    """
    first = np.asarray(check_unchanged(function, x, *sizes, 2, 1, name=name))
    expected = right(x, *sizes, 2, 1)
    check_shape(first, tuple(expected.shape), name=name)
    again = function(-x, *sizes, 2, 1)
    check_close(again, -first, name=f"{name}, when called again with other values", **CLOSE)
    if not first.any():
        raise CheckFailure(f"{name} gives zeros", cause="zeros")
    if np.allclose(first, expected, **CLOSE):
        other = f"{name}, when called again with another stride and padding,"
        check_close(function(x, *sizes, 3, 2), right(x, *sizes, 3, 2), name=other, **CLOSE)


@points(1, part=PART, of="unfold", needs=NEEDS, excuses=False)
def test_unfold_is_pure(submission, rng):
    """Unfolding leaves its argument as it is, and keeps nothing between calls"""
    check_pure(submission.unfold, unfolded, "unfold", normal(rng, 2, 3, 5, 6), (2, 3))


@points(1, part=PART, of="unfold", needs=[*NEEDS, "fold"])
def test_unfold_and_fold_of_strided_tensors(submission, probes, rng):
    """Unfolding and folding of tensors that are not contiguous"""
    x = normal(rng, 2, 3, 5, 6)
    for stride, padding, places in ((1, 0, 16), (2, 1, 9)):  # what is padded is a contiguous copy
        found = probes.strided(submission.unfold, x, (2, 3), stride, padding)
        expected = unfolded(x, (2, 3), stride, padding)
        check_close(found, expected, name="unfold of an image that is not contiguous", **CLOSE)
        patches = normal(rng, 2, 18, places)
        found = probes.strided(submission.fold, patches, (5, 6), (2, 3), stride, padding)
        expected = folded(patches, (5, 6), (2, 3), stride, padding)
        check_close(found, expected, name="fold of patches that are not contiguous", **CLOSE)


def other_foldings(patches, size, kernel_size, stride, padding):
    """Typical mistakes, and what each gives; those that can be computed for these sizes."""
    (height, width), (kh, kw) = size, kernel_size

    def summed(patches):
        return folded(patches, size, kernel_size, stride, padding)

    copies = summed(torch.ones_like(patches))
    channels = patches.shape[1] // (kh * kw)
    places = patches.reshape(len(patches), channels, kh, kw, -1)
    spatial_first = patches.reshape(len(patches), kh, kw, channels, -1).permute(0, 3, 1, 2, 4).reshape(patches.shape)

    def overwritten():
        image = patches.new_zeros((*places.shape[:2], height + 2 * padding, width + 2 * padding))
        rows, columns = ((side + 2 * padding - k) // stride + 1 for side, k in zip(size, kernel_size, strict=True))
        for u in range(kh):
            for v in range(kw):
                window = places[:, :, u, v].reshape(len(patches), channels, rows, columns)
                image[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride] = window
        return image[:, :, padding : padding + height, padding : padding + width]

    return {
        "are a pixel's copies averaged? They are added up": lambda: summed(patches) / copies.clamp(min=1),
        "does each copy overwrite the one before? They are added up": overwritten,
        "is the window flipped?": lambda: summed(places.flip(2, 3).reshape(patches.shape)),
        "do the rows of the patches go through the window first? Channels come first": lambda: summed(spatial_first),
        "is the frame of padding still there?": lambda: F.fold(
            patches, (height + 2 * padding, width + 2 * padding), kernel_size, stride=stride
        ),
    }


def check_fold(submission, patches, size, kernel_size, stride, padding):
    name = f"fold to {size} with a window {kernel_size}, stride {stride}, padding {padding}"
    expected = folded(patches, size, kernel_size, stride, padding)
    likely = other_foldings(patches, size, kernel_size, stride, padding)
    check_close(
        submission.fold(patches, size, kernel_size, stride, padding), expected, name=name, likely=likely, **CLOSE
    )


@points(4, part=PART, of="fold", needs=NEEDS)
def test_fold(submission, rng):
    """Folding adds up the copies of every pixel"""
    check_fold(submission, normal(rng, 2, 3 * 2 * 4, 5 * 6), (6, 9), (2, 4), 1, 0)
    check_fold(submission, normal(rng, 1, 1, 5 * 4).float(), (5, 4), (1, 1), 1, 0)


@points(3, part=PART, of="fold", needs=NEEDS)
def test_fold_with_stride_and_padding(submission, rng):
    """Folding with strides that leave a remainder, with padding, and with pixels that no window reaches"""
    for size, kernel_size, stride, padding in GEOMETRIES:
        rows, columns = ((side + 2 * padding - k) // stride + 1 for side, k in zip(size, kernel_size, strict=True))
        patches = normal(rng, 2, 3 * kernel_size[0] * kernel_size[1], rows * columns)
        check_fold(submission, patches, size, kernel_size, stride, padding)


@points(1, part=PART, of="fold", needs=NEEDS, excuses=False)
def test_fold_is_pure(submission, rng):
    """Folding leaves its argument as it is, and keeps nothing between calls"""
    check_pure(submission.fold, folded, "fold", normal(rng, 2, 18, 9), (5, 6), (2, 3))
