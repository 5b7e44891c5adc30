"""A small picture of where an array is wrong, that does not tell what would be right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SIDE = 32
EXPONENTS = (-8, 0)


def error_map(
    actual: npt.NDArray[np.float64], expected: npt.NDArray[np.float64], *, atol: float = 0.0
) -> list[list[float]]:
    """Relative errors |a − e| / max(|a|, |e|), at most 32 × 32, each cell the worst of the entries it stands for.

    An entry within `atol` has no error: relative to an exact 0 every rounding would be one.
    Rounded up to powers of ten from 1e-8 to 1 (0 below that), since an exact error and the value received would give
    the expected value away. More than two axes are taken as rows of the last one.
    """
    with np.errstate(all="ignore"):
        relative = np.abs(actual - expected) / np.maximum(np.abs(actual), np.abs(expected))
        relative = np.where((actual == expected) | (np.abs(actual - expected) <= atol), 0.0, relative)
        powers = 10.0 ** np.ceil(np.log10(np.where(np.isfinite(relative), relative, 1.0)))
    low, high = (10.0**exponent for exponent in EXPONENTS)
    powers = np.where(powers < low, 0.0, np.minimum(powers, high))
    rows = powers.reshape(-1, powers.shape[-1]) if powers.ndim and powers.size else powers.reshape(1, -1)
    cells = [
        [float(cell.max()) for cell in np.array_split(band, min(SIDE, band.shape[1]), axis=1)]
        for band in np.array_split(rows, min(SIDE, rows.shape[0]), axis=0)
        if band.size
    ]
    return [[float(f"{value:.0e}") for value in row] for row in cells]
