"""A secret distortion of images: one for all of them, so that a network trained on others meets something unknown.

It is a linear map of the pixels: turned or mirrored, moved a little, bent smoothly, resampled bilinearly. A
convolutional network that is trained on such images does not mind; one that was trained at home has never seen them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WAVES = 3  # for each of the two directions


def secret_distortion(
    rng: np.random.Generator, side: int, *, shift: float = 1.0, bend: float = 1.0
) -> NDArray[np.float32]:
    """A matrix D, (side², side²): rows of flattened square images become `images @ D`.

    Drawn are one of the eight symmetries of the square, a shift of at most `shift` pixels in each direction, and waves
    that move pixels by at most `bend` in each. What comes from outside the image is 0.
    """
    places = np.arange(side, dtype=np.float64)
    grid = np.stack(np.meshgrid(places, places, indexing="ij"))  # (row and column, side, side)
    if rng.random() < 0.5:
        grid = grid[::-1]
    grid = np.stack([side - 1 - axis if rng.random() < 0.5 else axis for axis in grid])
    sources = grid + rng.uniform(-shift, shift, (2, 1, 1)) + [bend * _waves(rng, grid / side) for _ in grid]

    matrix = np.zeros((side * side, side * side), np.float32)
    target = np.arange(side * side)
    floor = np.floor(sources).astype(int).reshape(2, -1)
    beyond = sources.reshape(2, -1) - floor
    for down in (0, 1):
        for right in (0, 1):
            row, column = floor[0] + down, floor[1] + right
            weight = np.abs(1 - down - beyond[0]) * np.abs(1 - right - beyond[1])
            inside = (row >= 0) & (row < side) & (column >= 0) & (column < side)
            np.add.at(matrix, (row[inside] * side + column[inside], target[inside]), weight[inside])
    return matrix


def _waves(rng: np.random.Generator, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smooth random function of places in the unit square, with values in [−1, 1]."""
    total = np.zeros(grid.shape[1:])
    for _ in range(WAVES):
        along, phase = rng.uniform(-1, 1, 2), rng.uniform(0, 2 * np.pi)
        total += np.sin(2 * np.pi * np.tensordot(along, grid, 1) + phase)
    return total / WAVES
