"""Secret distortions of images, as linear maps of their pixels: turned, moved, bent smoothly, resampled bilinearly.

A strong one, the same for all images, is unknown to a network that was trained on others, and no matter to one that is
trained on such images. Slight ones make images that cannot be downloaded out of ones that can, and leave them what they
are to who has learned to see.
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
    return _resampling(grid + _displacement(rng, side, grid, shift, bend))


def slight_distortion(
    rng: np.random.Generator,
    side: int,
    *,
    turn: float = 10.0,
    stretch: float = 0.1,
    shift: float = 1.5,
    bend: float = 1.0,
) -> NDArray[np.float32]:
    """A matrix as of `secret_distortion` that leaves a digit a digit.

    Drawn are an angle of at most `turn` degrees, a factor within `stretch` of 1 for each direction, a shift of at most
    `shift` pixels, and waves that move pixels by at most `bend`.
    """
    places = np.arange(side, dtype=np.float64)
    grid = np.stack(np.meshgrid(places, places, indexing="ij"))
    angle, factors = np.deg2rad(rng.uniform(-turn, turn)), rng.uniform(1 - stretch, 1 + stretch, (2, 1))
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / factors
    middle = (side - 1) / 2
    turned = np.tensordot(rotation, grid - middle, 1) + middle
    return _resampling(turned + _displacement(rng, side, grid, shift, bend))


def _displacement(
    rng: np.random.Generator, side: int, grid: NDArray[np.float64], shift: float, bend: float
) -> NDArray[np.float64]:
    """By how much each place of `grid` is moved: (row and column, side, side)."""
    moved: NDArray[np.float64] = rng.uniform(-shift, shift, (2, 1, 1)) + np.stack(
        [bend * _waves(rng, grid / side) for _ in grid]
    )
    return moved


def _resampling(sources: NDArray[np.float64]) -> NDArray[np.float32]:
    """The matrix that takes each pixel from the place in `sources`, (row and column, side, side)."""
    side = sources.shape[1]
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
