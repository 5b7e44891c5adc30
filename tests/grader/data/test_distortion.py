"""Secret distortions of images."""

from __future__ import annotations

import numpy as np
import pytest

from grader.data import secret_distortion, slight_distortion


def distorted(image: np.ndarray, seed: int, **options: float) -> np.ndarray:
    matrix = secret_distortion(np.random.default_rng(seed), len(image), **options)
    return (image.reshape(1, -1).astype(np.float32) @ matrix).reshape(image.shape)


def test_without_shift_and_bend_it_is_a_symmetry_of_the_square() -> None:
    image = np.arange(49).reshape(7, 7)
    wanted = [np.rot90(one, turns) for one in (image, image.T) for turns in range(4)]
    seen = set()
    for seed in range(60):
        found = distorted(image, seed, shift=0, bend=0)
        seen |= {number for number, one in enumerate(wanted) if np.array_equal(one, found)}
    assert seen == set(range(8))


@pytest.mark.parametrize("seed", range(5))
def test_it_moves_what_is_in_the_image_a_little(seed: int) -> None:
    image = np.zeros((28, 28))
    image[11:17, 12:15] = 1
    found = distorted(image, seed)
    assert found.min() >= 0
    assert found.max() <= 1 + 1e-6
    assert found.sum() == pytest.approx(image.sum(), rel=0.4)
    rows, columns = np.nonzero(found > 0.5)
    assert 10 <= rows.mean() <= 17
    assert 10 <= columns.mean() <= 17
    assert not any(np.allclose(found, np.rot90(one, turns)) for one in (image, image.T) for turns in range(4))


def test_it_is_the_same_for_the_same_seed_only() -> None:
    one, same, other = (secret_distortion(np.random.default_rng(seed), 9) for seed in (1, 1, 2))
    assert one.dtype == np.float32
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_slight_one_turns_by_no_more_than_it_is_told() -> None:
    image = np.zeros((29, 29), np.float32)
    image[13:16, 4:25] = 1  # a bar
    angles = []
    for seed in range(40):
        matrix = slight_distortion(np.random.default_rng(seed), 29, turn=20, stretch=0, shift=0, bend=0)
        rows, columns = np.nonzero((image.reshape(1, -1) @ matrix).reshape(29, 29) > 0.5)
        angles.append(np.rad2deg(np.arctan2(*np.linalg.lstsq(columns[:, None] - 14.0, rows - 14.0)[0], 1)))
        assert (rows.mean(), columns.mean()) == (pytest.approx(14, abs=0.5), pytest.approx(14, abs=0.5))
    assert -21 < min(angles) < -12
    assert 12 < max(angles) < 21


def test_a_slight_one_stretches_each_direction_by_itself_and_moves() -> None:
    image = np.zeros((29, 29), np.float32)
    image[9:20, 9:20] = 1
    sizes, middles = [], []
    for seed in range(40):
        matrix = slight_distortion(np.random.default_rng(seed), 29, turn=0, stretch=0.2, shift=2, bend=0)
        found = (image.reshape(1, -1) @ matrix).reshape(29, 29) > 0.5
        sizes.append((np.ptp(np.nonzero(found)[0]) + 1, np.ptp(np.nonzero(found)[1]) + 1))
        middles.append(np.mean(np.nonzero(found), axis=1))
    heights, widths = np.transpose(sizes)
    for lengths in (heights, widths):  # 11 / 1.2 to 11 / 0.8, and what the pixels round
        assert min(lengths) in (8, 9)
        assert max(lengths) in (13, 14)
    assert np.any(heights != widths)
    assert np.abs(np.array(middles) - 14).max() == pytest.approx(2, abs=0.6)


def test_a_slight_one_leaves_an_image_alone_where_it_is_told_to() -> None:
    matrix = slight_distortion(np.random.default_rng(0), 8, turn=0, stretch=0, shift=0, bend=0)
    assert np.allclose(matrix, np.eye(64), atol=1e-6)


def test_what_comes_from_outside_is_black() -> None:
    assert distorted(np.ones((9, 9)), 3, shift=6)[[0, -1]].min() < 0.01
