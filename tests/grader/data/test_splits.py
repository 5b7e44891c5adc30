from __future__ import annotations

import numpy as np
import pytest

from grader.data import Dataset, secret_split


@pytest.fixture(scope="module")
def numbered() -> Dataset:
    """300 images, 7×11; image i has i in base 256 in its first two pixels, then noise; label i mod 10."""
    images = np.random.default_rng(5).integers(0, 256, (300, 7, 11), dtype=np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.divmod(np.arange(300), 256)
    return Dataset("numbered", images, (np.arange(300) % 10).astype(np.uint8), 250)


def numbers(images: np.ndarray) -> np.ndarray:
    first = np.rint(images[:, :2] * 255).astype(int)
    return first[:, 0] * 256 + first[:, 1]


def test_splits_are_disjoint_and_of_the_sizes_asked_for(numbered: Dataset) -> None:
    splits = secret_split(numbered, np.random.default_rng(1), sizes=(100, 30, 0, 50))
    assert [len(split.images) for split in splits] == [100, 30, 0, 50]
    drawn = np.concatenate([numbers(split.images) for split in splits])
    assert len(set(drawn)) == 180


def test_the_draw_takes_from_training_and_test_images(numbered: Dataset) -> None:
    (split,) = secret_split(numbered, np.random.default_rng(1), sizes=(100,))
    assert 0 < np.count_nonzero(numbers(split.images) >= numbered.train_size) < 50


def test_pictures_have_their_pixels_in_place(numbered: Dataset) -> None:
    (split,) = secret_split(numbered, np.random.default_rng(3), sizes=(20,), permute_pixels=True)
    places = split.pictures[:, 0, 0].astype(int) * 256 + split.pictures[:, 0, 1]
    np.testing.assert_array_equal(split.pictures, numbered.images[places])
    np.testing.assert_array_equal(split.label_names[split.labels], places % 10)


def test_label_names_lead_back_to_the_published_labels(numbered: Dataset) -> None:
    for split in secret_split(numbered, np.random.default_rng(2), sizes=(100, 40)):
        np.testing.assert_array_equal(split.label_names[split.labels], numbers(split.images) % 10)
        assert sorted(split.label_names) == list(range(10))
        assert not np.array_equal(split.labels, numbers(split.images) % 10)


def test_labels_keep_their_names_when_asked(numbered: Dataset) -> None:
    (split,) = secret_split(numbered, np.random.default_rng(2), sizes=(100,), permute_labels=False)
    np.testing.assert_array_equal(split.labels, numbers(split.images) % 10)


def test_one_pixel_order_holds_for_all_splits(numbered: Dataset) -> None:
    plain = secret_split(numbered, np.random.default_rng(3), sizes=(60, 60))
    mixed = secret_split(numbered, np.random.default_rng(3), sizes=(60, 60), permute_pixels=True)
    order = [int(np.flatnonzero((column == plain[0].images.T).all(axis=1))[0]) for column in mixed[0].images.T]
    assert sorted(order) == list(range(77))
    assert order != sorted(order)
    np.testing.assert_array_equal(mixed[1].images, plain[1].images[:, order])


def test_images_are_float32_in_the_unit_interval(numbered: Dataset) -> None:
    (split,) = secret_split(numbered, np.random.default_rng(4), sizes=(300,))
    assert (split.images.dtype, split.labels.dtype) == (np.float32, np.int64)
    assert split.images.shape == (300, 77)
    assert (split.images.min(), split.images.max()) == (0.0, 1.0)


def test_images_keep_their_grid_when_not_flat(numbered: Dataset) -> None:
    (flat,) = secret_split(numbered, np.random.default_rng(4), sizes=(9,))
    (grid,) = secret_split(numbered, np.random.default_rng(4), sizes=(9,), flat=False)
    assert grid.images.shape == (9, 7, 11)
    np.testing.assert_array_equal(grid.images.reshape(9, 77), flat.images)


def test_images_of_several_channels(numbered: Dataset) -> None:
    colour = Dataset("colour", numbered.images.reshape(100, 3, 7, 11), numbered.labels[::3], 80)
    (flat,) = secret_split(colour, np.random.default_rng(4), sizes=(9,))
    (grid,) = secret_split(colour, np.random.default_rng(4), sizes=(9,), flat=False)
    assert (flat.images.shape, grid.images.shape) == ((9, 231), (9, 3, 7, 11))
    np.testing.assert_array_equal(grid.images.reshape(9, 231), flat.images)


def test_the_generator_decides(numbered: Dataset) -> None:
    draw = [secret_split(numbered, np.random.default_rng(seed), sizes=(50,))[0] for seed in (6, 6, 7)]
    np.testing.assert_array_equal(draw[0].images, draw[1].images)
    np.testing.assert_array_equal(draw[0].labels, draw[1].labels)
    assert not np.array_equal(draw[0].images, draw[2].images)
    assert not np.array_equal(draw[0].label_names, draw[2].label_names)


def test_a_split_is_a_copy_of_its_own_with_rows_in_one_piece(numbered: Dataset) -> None:
    before = numbered.images.copy()
    (split,) = secret_split(numbered, np.random.default_rng(8), sizes=(5,), permute_pixels=True)
    assert split.images.flags.c_contiguous
    split.images[:] = -1
    split.labels[:] = -1
    np.testing.assert_array_equal(numbered.images, before)
    assert numbered.labels.min() == 0


@pytest.mark.parametrize("sizes", [(301,), (200, 101), (5, -1)])
def test_more_than_there_is_cannot_be_drawn(numbered: Dataset, sizes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="not to be had from 300 examples"):
        secret_split(numbered, np.random.default_rng(9), sizes=sizes)
